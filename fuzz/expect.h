#pragma once

#include <initializer_list>
#include <stdexcept>
#include <string>

#include "core/error.h"

namespace largestep {

/// Runs `action`; bad input may make it throw an Error of these kinds, and nothing else.
template <typename Action>
void allow(std::initializer_list<ErrorKind> kinds, const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    for (const auto kind : kinds) {
      if (error.kind() == kind) return;
    }
    throw;
  }
}

/// A promise that holds for any input.
inline void promise(bool kept, const std::string& what) {
  if (!kept) throw std::logic_error("broken promise: " + what);
}

}  // namespace largestep
