#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string_view>

namespace largestep {

/// A directory of this process for files that hold an input.
inline const std::filesystem::path& scratch_directory() {
  struct Directory {
    Directory() : path(std::filesystem::temp_directory_path() / fmt::format("largestep-fuzz-{}", ::getpid())) {
      std::filesystem::create_directories(path);
    }
    ~Directory() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
    std::filesystem::path path;
  };
  static const Directory directory;
  return directory.path;
}

/// Writes bytes to a file there. @return its path
inline std::filesystem::path write_scratch(std::string_view name, std::string_view bytes) {
  const auto path = scratch_directory() / name;
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  return path;
}

}  // namespace largestep
