#pragma once

#include <c10/util/Exception.h>

#include <filesystem>
#include <new>

#include "core/error.h"

namespace largestep {

/// What `read` returns. Its reasons for refusing a file, and LibTorch's, leave as Error{kData}, "FILE is not a
/// checkpoint:
/// ...".
template <typename Read>
auto naming_the_file(const std::filesystem::path& path, const Read& read) {
  try {
    return read();
  } catch (const Error& error) {
    fail(ErrorKind::kData, "{} is not a checkpoint: {}", path.string(), error.what());
  } catch (const c10::Error& error) {
    fail(ErrorKind::kData, "{} is not a checkpoint: {}", path.string(), error.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    fail(ErrorKind::kData, "{} is not a checkpoint: it needs more memory than there is", path.string());
  }
}

}  // namespace largestep
