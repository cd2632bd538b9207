#include "kernels/winograd/winograd.h"

#include "kernels/dispatch.h"

namespace largestep::kernels {
namespace {

const WinogradKernels* best_winograd_kernels(InstructionSet set) {
  using enum InstructionSet;
  return best_functions<WinogradKernels, kAvx512, kAvx2, kNeon>(set);
}

}  // namespace

template <>
const ConvolutionKernels<float>* winograd_kernels(InstructionSet set) {
  const auto* best = best_winograd_kernels(set);
  return best == nullptr ? nullptr : &best->of_float;
}

template <>
const ConvolutionKernels<BFloat16>* winograd_kernels(InstructionSet set) {
  const auto* best = best_winograd_kernels(set);
  return best == nullptr ? nullptr : &best->of_bfloat16;
}

}  // namespace largestep::kernels
