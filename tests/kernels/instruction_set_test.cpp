#include "kernels/instruction_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "expect_error.h"

namespace largestep::kernels {
namespace {

TEST(InstructionSets, HaveNamesThatAreRead) {
  for (const auto set : kCompiledSets) EXPECT_EQ(parse_instruction_set(name_of(set)), set);
}

TEST(InstructionSets, RefuseOtherNamesInOneSentence) {
  for (const auto* text : {"AVX2", "avx", "sse2", " avx2"}) {
    expect_error(ErrorKind::kInvalidArgument, {fmt::format("LARGESTEP_MAX_ISA is \"{}\", but must be", text)},
                 [&] { parse_instruction_set(text); });
  }
}

TEST(InstructionSets, RefuseThoseOfAnotherArchitectureAndNameTheirOwn) {
  const bool have_neon = std::count(std::begin(kCompiledSets), std::end(kCompiledSets), InstructionSet::kNeon) > 0;
  const auto* foreign = have_neon ? "avx2" : "neon";
  const auto own = name_of(std::end(kCompiledSets)[-1]);
  expect_error(ErrorKind::kInvalidArgument, {foreign, "must be baseline", own},
               [&] { parse_instruction_set(foreign); });
}

TEST(InstructionSets, MultiplyBfloat16SlowlyWhereAmxIsWithheld) {
  EXPECT_FALSE(multiplies_bfloat16_slowly(InstructionSet::kAvx2));
  EXPECT_FALSE(multiplies_bfloat16_slowly(InstructionSet::kAmxBf16));
  const auto runnable = runnable_instruction_sets();
  if (runnable.back() == InstructionSet::kAmxBf16) {
    EXPECT_TRUE(multiplies_bfloat16_slowly(InstructionSet::kAvx512Bf16));
  }
}

// tests/kernels/CMakeLists.txt runs this with a limit, too.
TEST(InstructionSets, StayBelowTheLimit) {
  const char* limit = std::getenv("LARGESTEP_MAX_ISA");
  if (limit != nullptr && *limit != '\0') {
    EXPECT_LE(instruction_set(), parse_instruction_set(limit));
  }
  EXPECT_EQ(runnable_instruction_sets().back(), instruction_set());
  EXPECT_EQ(runnable_instruction_sets().front(), InstructionSet::kBaseline);
}

}  // namespace
}  // namespace largestep::kernels
