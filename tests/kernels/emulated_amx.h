#pragma once

#include "kernels/bfloat16.h"
#include "kernels/convolution/convolution.h"

namespace largestep::kernels {

/// The convolutions for AMX with its registers in memory. They need AVX-512's bfloat16 instructions alone.
const ConvolutionKernels<BFloat16>& emulated_amx_kernels();

}  // namespace largestep::kernels
