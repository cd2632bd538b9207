#pragma once

#include "kernels/bfloat16.h"
#include "kernels/convolution/convolution.h"
#include "kernels/instruction_set.h"

namespace largestep::kernels {

/// Direct convolutions of bfloat16 by the matrix unit that Intel's processors have since Sapphire Rapids (AMX):
/// products of 16x32 and 32x16 matrices, whose sums are float32. Both numbers of channels are multiples of 16; kernels,
/// strides and sizes of images are those of ConvolutionShape.
///
/// Source: Intel's Architecture Instruction Set Extensions Programming Reference, TDPBF16PS. Products of numbers below
/// float32's normal range count as zeros there.
///
/// Null where the processor or the operating system has no AMX.
const ConvolutionKernels<BFloat16>* amx_convolution_kernels(InstructionSet set = instruction_set());

}  // namespace largestep::kernels
