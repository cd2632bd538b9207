#pragma once

#include "kernels/amx/amx_pass.h"
#include "kernels/amx/amx_weight_gradient.h"

namespace largestep::kernels {
namespace {

constexpr ConvolutionKernels<BFloat16> kAmxKernels{.forward = AmxPass<Direction::kForward>::kPass,
                                                   .input_gradient = AmxPass<Direction::kInputGradient>::kPass,
                                                   .weight_gradient = AmxWeightGradient::kPass};

}  // namespace
}  // namespace largestep::kernels
