#pragma once

#include "kernels/bfloat16.h"
#include "kernels/convolution/convolution.h"
#include "kernels/instruction_set.h"

namespace largestep::kernels {

/// What is compiled for an instruction set.
struct WinogradKernels {
  ConvolutionKernels<float> of_float;
  ConvolutionKernels<BFloat16> of_bfloat16;
};

/// Convolutions of 3x3 taps and stride 1 by Winograd's minimal filtering: 36 products for each 4x4 outputs instead of
/// 144 (transforms.h). T is float or BFloat16, of what is read and stored; all arithmetic is float32, weights are not
/// rounded. Both numbers of channels are multiples of 16; the sizes of images are any.
///
/// Null where the processor lacks the instructions: AVX2 with FMA, or NEON.
template <typename T>
const ConvolutionKernels<T>* winograd_kernels(InstructionSet set = instruction_set());

}  // namespace largestep::kernels
