#include "device/device.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "device/gpu_facts.h"
#include "expect_error.h"
#include "kernels/instruction_set.h"

namespace largestep {
namespace {

TEST(ParseDevice, AcceptsTheCpuAndRefusesWhatIsNotThere) {
  EXPECT_TRUE(parse_device("cpu").is_cpu());
  EXPECT_NO_THROW(parse_device("auto"));
  for (const auto* text : {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:99", "cuda:123456789012"}) {
    expect_error(ErrorKind::kInvalidArgument, {fmt::format("{}", text)}, [&] { parse_device(text); });
  }
}

std::string refusal(const std::string& text, const CudaDevices& there) {
  return expect_error(ErrorKind::kInvalidArgument, {}, [&] { parse_device(text, there); });
}

TEST(ParseDevice, SaysWhyThereIsNoSuchCudaDevice) {
  EXPECT_EQ(refusal("cuda", {.in_libtorch = false}),
            "device cuda was asked for, but this LibTorch has no CUDA; use --device cpu, or build against a CUDA "
            "LibTorch");
  EXPECT_EQ(refusal("cuda", {.in_libtorch = true}),
            "device cuda was asked for, but LibTorch finds no GPU; use --device cpu, or see whether nvidia-smi finds "
            "one and CUDA_VISIBLE_DEVICES lets it be used");
  EXPECT_EQ(refusal("cuda:2", {.in_libtorch = true, .count = 2}),
            "device cuda:2 was asked for, but the last CUDA device is cuda:1");
}

TEST(ParseDevice, TakesTheFirstCudaDeviceWhereThereIsOne) {
  EXPECT_EQ(parse_device("auto", {.in_libtorch = true, .count = 2}).str(), "cuda:0");
  EXPECT_EQ(parse_device("cuda", {.in_libtorch = true, .count = 2}).str(), "cuda:0");
  EXPECT_EQ(parse_device("cuda:1", {.in_libtorch = true, .count = 2}).str(), "cuda:1");
  EXPECT_EQ(parse_device("auto", {.in_libtorch = true, .count = 0}).str(), "cpu");
}

TEST(GpuFacts, SaysWhatTheGpuIsAndWhatItDoesInBfloat16) {
  const GpuFacts hopper{.name = "NVIDIA H100 80GB HBM3", .major = 9, .minor = 0};
  const GpuFacts turing{.name = "Tesla T4", .major = 7, .minor = 5};
  EXPECT_EQ(describe(hopper), "NVIDIA H100 80GB HBM3, compute capability 9.0, bf16 in hardware");
  EXPECT_EQ(describe(turing), "Tesla T4, compute capability 7.5, no bf16 in hardware");
  EXPECT_TRUE(has_native_bfloat16(hopper));
  EXPECT_TRUE(has_native_bfloat16(GpuFacts{.name = "A100", .major = 8}));
  EXPECT_FALSE(has_native_bfloat16(turing));
}

TEST(DescribeDevice, NamesTheGpu_CUDA) {
  if (!torch::cuda::is_available()) GTEST_SKIP() << "no GPU";
  const c10::Device device(c10::kCUDA, 0);
  const auto gpu = gpu_facts(device);
  ASSERT_TRUE(gpu.has_value());
  EXPECT_EQ(describe_device(device), "cuda:0 (" + describe(*gpu) + ")");
  EXPECT_EQ(has_native_bfloat16(device), gpu->major >= 8);
}

TEST(ParsePrecision, FollowsTheHardwareWhenAuto) {
  const auto cpu = parse_device("cpu");
  EXPECT_EQ(parse_precision("fp32", cpu), Precision::kFloat32);
  if (has_native_bfloat16(cpu)) {
    EXPECT_EQ(parse_precision("bf16", cpu), Precision::kBFloat16);
  }
  EXPECT_EQ(parse_precision("auto", cpu) == Precision::kBFloat16,
            has_native_bfloat16(cpu) && !kernels::multiplies_bfloat16_slowly());
  expect_error(ErrorKind::kInvalidArgument, {"fp16"}, [&] { parse_precision("fp16", cpu); });
}

TEST(SetThreads, UsesWhatIsAskedForAndRefusesNonsense) {
  EXPECT_EQ(set_threads(1), 1);
  EXPECT_EQ(at::get_num_threads(), 1);
  EXPECT_GE(set_threads(0), 1);
  expect_error(ErrorKind::kInvalidArgument, {"threads is -1"}, [&] { set_threads(-1); });
  expect_error(ErrorKind::kInvalidArgument, {"threads is 5000"}, [&] { set_threads(5000); });
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
