#include "kernels/winograd/winograd.h"

#include "kernels/dispatch.h"

namespace largestep::kernels {
namespace {

const WinogradKernels* best_winograd_kernels(InstructionSet set) {
  return best_functions<WinogradKernels, InstructionSet::kAvx512, InstructionSet::kAvx2>(set);
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
