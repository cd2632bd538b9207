#include <gtest/gtest.h>

TEST(Some, Passes) {}
TEST(Some, IsSkipped) { GTEST_SKIP() << "needs AVX-512\nor more"; }
TEST(Some, Fails) { FAIL(); }
