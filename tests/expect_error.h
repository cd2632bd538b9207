#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "core/error.h"

namespace largestep {

/// Expects that the action throws an Error of the kind, which is the program's exit code, whose message has all the
/// parts.
/// @return its message
inline std::string expect_error(ErrorKind kind, const std::vector<std::string>& parts,
                                const std::function<void()>& action, const char* file = __builtin_FILE(),
                                int line = __builtin_LINE()) {
  const testing::ScopedTrace caller(file, line, "expected here");
  try {
    action();
    ADD_FAILURE() << "no error; its message should have had " << testing::PrintToString(parts);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    for (const auto& part : parts) EXPECT_THAT(error.what(), testing::HasSubstr(part));
    return error.what();
  }
  return "";
}

}  // namespace largestep
