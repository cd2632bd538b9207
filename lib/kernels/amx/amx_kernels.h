#pragma once

#include "kernels/amx/amx_pass.h"
#include "kernels/amx/amx_weight_gradient.h"

namespace largestep::kernels {
namespace {

constexpr ConvolutionKernels<BFloat16> kAmxKernels{.forward = AmxPass<Direction::kForward>::kPass,
                                                   .input_gradient = AmxPass<Direction::kInputGradient>::kPass,
                                                   .add_weight_gradient = AmxWeightGradient::add,
                                                   .workspace_size = AmxWeightGradient::workspace_size};

}  // namespace
}  // namespace largestep::kernels
