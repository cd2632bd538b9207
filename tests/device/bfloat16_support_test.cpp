#include "device/bfloat16_support.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace largestep {
namespace {

TEST(Bfloat16Support, FollowsTheNamesOfOnednnsLimits) {
  for (const auto* value : {"SSE41", "AVX", "AVX2", "avx2", "AVX2_VNNI", "AVX512_CORE", "avx512_core_vnni"}) {
    EXPECT_FALSE(allows_bfloat16(value)) << value;
  }
  for (const auto* value : {"AVX512_CORE_BF16", "avx512_core_amx", "ALL", "DEFAULT", "", "a future name"}) {
    EXPECT_TRUE(allows_bfloat16(value)) << value;
  }
}

TEST(Bfloat16Support, NamesTheLimitThatCounts) {
  const char* before = std::getenv("ONEDNN_MAX_CPU_ISA");
  const std::string saved = before != nullptr ? before : "";
  setenv("ONEDNN_MAX_CPU_ISA", "AVX2", 1);
  EXPECT_EQ(onednn_limit(), "ONEDNN_MAX_CPU_ISA=AVX2");
  unsetenv("ONEDNN_MAX_CPU_ISA");
  if (before != nullptr) setenv("ONEDNN_MAX_CPU_ISA", saved.c_str(), 1);
}

TEST(Bfloat16Support, WorksWhereTheProcessorMultipliesIt) {
  if (!processor_multiplies_bfloat16()) GTEST_SKIP() << "needs AVX512-BF16";
  EXPECT_TRUE(bfloat16_works());
}

}  // namespace
}  // namespace largestep
