// Compiled once per instruction set: dispatch.h.
#include "kernels/dispatch.h"
#include "kernels/winograd/pass.h"
#include "kernels/winograd/weight_gradient.h"
#include "kernels/winograd/winograd.h"

namespace largestep::kernels {
namespace {

template <typename Element>
constexpr ConvolutionKernels<Element> kWinogradKernels{
    .forward = WinogradPass<Element, Direction::kForward>::kPass,
    .input_gradient = WinogradPass<Element, Direction::kInputGradient>::kPass,
    .weight_gradient = WinogradWeightGradient<Element>::kPass};

}  // namespace

template <>
const WinogradKernels& compiled_functions<WinogradKernels, LARGESTEP_KERNEL_SET>() {
  static constexpr WinogradKernels kKernels{.of_float = kWinogradKernels<float>,
                                            .of_bfloat16 = kWinogradKernels<BFloat16>};
  return kKernels;
}

}  // namespace largestep::kernels
