#include "core/silent_stderr.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace largestep {
namespace {

TEST(SilentStderr, KeepsQuietWhileItLivesAndNoLonger) {
  testing::internal::CaptureStderr();
  std::fputs("before ", stderr);
  {
    const SilentStderr silent;
    std::fputs("during ", stderr);
  }
  std::fputs("after", stderr);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "before after");
}

}  // namespace
}  // namespace largestep
