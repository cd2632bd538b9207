#include "core/device.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/error.h"

namespace largestep {
namespace {

TEST(ParseDevice, AcceptsTheCpuAndRefusesWhatIsNotThere) {
  EXPECT_TRUE(parse_device("cpu").is_cpu());
  EXPECT_NO_THROW(parse_device("auto"));
  for (const auto* text : {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:99", "cuda:123456789012"}) {
    EXPECT_THROW(parse_device(text), Error) << text;
  }
}

TEST(ParsePrecision, FollowsTheHardwareWhenAuto) {
  const auto cpu = parse_device("cpu");
  EXPECT_EQ(parse_precision("fp32", cpu), Precision::kFloat32);
  EXPECT_EQ(parse_precision("bf16", cpu), Precision::kBFloat16);
  EXPECT_EQ(parse_precision("auto", cpu) == Precision::kBFloat16, has_native_bfloat16(cpu));
  EXPECT_THROW(parse_precision("fp16", cpu), Error);
}

TEST(SetThreads, UsesWhatIsAskedForAndRefusesNonsense) {
  EXPECT_EQ(set_threads(1), 1);
  EXPECT_EQ(at::get_num_threads(), 1);
  EXPECT_GE(set_threads(0), 1);
  EXPECT_THROW(set_threads(-1), Error);
  EXPECT_THROW(set_threads(5000), Error);
}

TEST(AutocastScope, MakesProductsBfloat16OnlyWithinItsLifetime) {
  const auto cpu = parse_device("cpu");
  const auto a = torch::ones({4, 4});
  {
    const AutocastScope scope(cpu, Precision::kBFloat16);
    EXPECT_EQ(torch::mm(a, a).scalar_type(), torch::kBFloat16);
    const AutocastScope inner(cpu, Precision::kFloat32);
    EXPECT_EQ(torch::mm(a, a).scalar_type(), torch::kFloat32);
  }
  EXPECT_EQ(torch::mm(a, a).scalar_type(), torch::kFloat32);
}

}  // namespace
}  // namespace largestep
