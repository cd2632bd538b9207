#pragma once

#include <cstdint>

#include "kernels/instruction_set.h"

namespace largestep::kernels {

/// The passes of training-mode BatchNorm, with the addition and the ReLU that follow it, over memory.
///
/// P pixels of C channels, channels fastest (a channels-last batch is N H W pixels). T is float or BFloat16; sums and
/// parameters are float32. Sums run over the pixels in order, channel by channel: the result does not depend on the
/// instruction set, but that AVX512-BF16 takes numbers below 2^-126 for 0. Pointers may not overlap unless said.
template <typename T>
struct BatchNormKernels {
  /// sum[c] += sum_p (x - shift[c]), square_sum[c] += sum_p (x - shift[c])^2. A shift near the mean keeps digits.
  void (*add_moments)(const T* x, std::int64_t pixels, std::int64_t channels, const float* shift, float* sum,
                      float* square_sum);

  /// y = x scale[c] + offset[c] (+ residual where not null), then max(0, .) if relu. NaN stays NaN.
  void (*normalise)(const T* x, const T* residual, std::int64_t pixels, std::int64_t channels, const float* scale,
                    const float* offset, bool relu, T* y);

  /// The gradient d before the ReLU and its sums: sum[c] += sum_p d, product_sum[c] += sum_p d (x - mean[c]).
  /// Where y is given, d = g [y > 0] and is stored (the gradient of the residual as well); else, if relu,
  /// d = g [x scale[c] + offset[c] > 0], not stored; else d = g.
  void (*add_gradient_sums)(const T* g, const T* x, const T* y, std::int64_t pixels, std::int64_t channels,
                            const float* scale, const float* offset, const float* mean, bool relu, float* sum,
                            float* product_sum, T* d);

  /// dx = a[c] d + b[c] (x - mean[c]) + c0[c], with d = g [x scale[c] + offset[c] > 0] if relu, else d = g.
  void (*input_gradient)(const T* g, const T* x, std::int64_t pixels, std::int64_t channels, const float* scale,
                         const float* offset, const float* mean, bool relu, const float* a, const float* b,
                         const float* c0, T* dx);
};

template <typename T>
const BatchNormKernels<T>& batch_norm_kernels(InstructionSet set = instruction_set());

}  // namespace largestep::kernels
