#pragma once

#include <fmt/format.h>
#include <torch/version.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "checkpoint/archive_reader.h"
#include "files/atomic_file.h"

namespace largestep {

/// The text as one word of the shell.
inline std::string shell_word(const std::string& text) {
  std::string word = "'";
  for (const char letter : text) {
    if (letter == '\'') word += "'\\'";
    word += letter;
  }
  word += '\'';
  return word;
}

/// What Python says: runs `tests/python/<script> out args...`, which leaves its answer in `out` with torch.save.
/// @throws std::runtime_error with the script's stderr if it fails, so that the test fails with it; so it does where
///         Python's PyTorch is of another version than the LibTorch this is compiled with.
inline c10::IValue python_reference(const std::string& script, const std::vector<std::string>& args,
                                    const std::filesystem::path& out) {
  const auto errors = out.string() + ".stderr";
  std::string command = fmt::format("{} {}/python/run_reference.py {}.{} {} {}", shell_word(LARGESTEP_PYTHON),
                                    shell_word(LARGESTEP_TESTS_DIR), TORCH_VERSION_MAJOR, TORCH_VERSION_MINOR, script,
                                    shell_word(out.string()));
  for (const auto& arg : args) command += fmt::format(" {}", shell_word(arg));
  command += fmt::format(" 2> {}", shell_word(errors));
  if (std::system(command.c_str()) != 0)
    throw std::runtime_error(fmt::format("{} failed:\n{}", script, read_file(errors)));
  return read_python_archive(out);
}

}  // namespace largestep
