#pragma once

#include "kernels/bfloat16.h"
#include "kernels/convolution/convolution.h"

namespace largestep {

/// The kernels of our own that convolve tensors of this shape, or null where LibTorch's convolution is to run: because
/// there are none for the shape, the type or the processor, or because they were measured to be slower. The same for
/// all three directions, on every machine with the same instruction set, and for every number of images.
/// @tparam T  float or kernels::BFloat16
template <typename T>
const kernels::ConvolutionKernels<T>* chosen_convolution(const kernels::ConvolutionShape& shape);

}  // namespace largestep
