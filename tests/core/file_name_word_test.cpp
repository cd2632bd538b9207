#include "core/file_name_word.h"

#include <gtest/gtest.h>

namespace largestep {
namespace {

TEST(FileNameWord, KeepsWhatEveryFileSystemAndShellTakes) {
  EXPECT_EQ(file_name_word("large-50_0.05+x"), "large-50_0.05+x");
  EXPECT_EQ(file_name_word("/home/me/my data.csv"), "-home-me-my-data.csv");
  EXPECT_EQ(file_name_word("a=b\n'\xc3\xbc"), "a-b----");
}

}  // namespace
}  // namespace largestep
