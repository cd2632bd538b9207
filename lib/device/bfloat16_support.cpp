#include "device/bfloat16_support.h"

#include <ATen/ops/conv2d.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/rand.h>
#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <string_view>

namespace largestep {
namespace {

/// In this order it asks for them; an empty one does not count.
constexpr std::array kLimits{"ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA"};

std::string value_of(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr ? value : "";
}

bool has_instructions() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512bf16");
#else
  return false;
#endif
}

/// oneDNN says it itself where LibTorch is linked to a shared one; else its limit is read as it reads it.
bool onednn_may_use_it() {
  using EffectiveIsa = int();
  if (auto* const effective_isa = reinterpret_cast<EffectiveIsa*>(dlsym(RTLD_DEFAULT, "dnnl_get_effective_cpu_isa"))) {
    constexpr int kAvx512Bf16 = 0xe7;  // dnnl_cpu_isa_avx512_core_bf16 of dnnl_types.h, a set of bits
    return (effective_isa() & kAvx512Bf16) == kAvx512Bf16;
  }
  for (const auto* variable : kLimits) {
    if (const auto value = value_of(variable); !value.empty()) return allows_bfloat16(value);
  }
  return true;
}

void convolve_and_multiply() {
  const auto options = at::dtype(at::kBFloat16);
  const auto x = at::rand({2, 16, 8, 8}, options).contiguous(at::MemoryFormat::ChannelsLast).requires_grad_();
  const auto kernel = at::rand({16, 16, 3, 3}, options).contiguous(at::MemoryFormat::ChannelsLast).requires_grad_();
  const auto matrix = at::rand({16, 16}, options).requires_grad_();
  const auto bias = at::rand({16}, options);
  const auto features = at::conv2d(x, kernel, {}, 1, 1).sum({2, 3});
  at::linear(features, matrix, bias).sum().backward();
}

}  // namespace

std::string onednn_limit() {
  for (const auto* variable : kLimits) {
    if (const auto value = value_of(variable); !value.empty()) return fmt::format("{}={}", variable, value);
  }
  return "";
}

bool allows_bfloat16(const std::string& value) {
  std::string name = value;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
  constexpr std::array<std::string_view, 9> kWithout{"SSE41",           "AVX",         "AVX2",
                                                     "AVX2_VNNI",       "AVX2_VNNI_2", "AVX512_MIC",
                                                     "AVX512_MIC_4OPS", "AVX512_CORE", "AVX512_CORE_VNNI"};
  return std::find(kWithout.begin(), kWithout.end(), name) == kWithout.end();
}

bool processor_multiplies_bfloat16() { return has_instructions() && onednn_may_use_it(); }

bool bfloat16_works() {
  if (processor_multiplies_bfloat16()) return true;
  try {
    convolve_and_multiply();
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace largestep
