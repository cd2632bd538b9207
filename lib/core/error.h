#pragma once

#include <fmt/format.h>

#include <utility>

#include "core/exception.h"

namespace largestep {

/// Throws Error{kind} with a formatted message. Apart from Error, which programs that use the library catch: those need
/// no fmt.
template <typename... Args>
[[noreturn]] void fail(ErrorKind kind, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(kind, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace largestep
