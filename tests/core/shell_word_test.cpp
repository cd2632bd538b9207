#include "core/shell_word.h"

#include <gtest/gtest.h>

namespace largestep {
namespace {

TEST(ShellWord, LeavesWhatNoShellChangesAndQuotesTheRest) {
  EXPECT_EQ(shell_word("runs/large-50_0.05"), "runs/large-50_0.05");
  EXPECT_EQ(shell_word("my runs/a"), "'my runs/a'");
  EXPECT_EQ(shell_word("it's $HOME"), "'it'\\''s $HOME'");
  EXPECT_EQ(shell_word("~/runs"), "'~/runs'");
  EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace largestep
