#pragma once

#include <cstdint>

#include "kernels/instruction_set.h"

namespace largestep::kernels {

/// Training-mode BatchNorm, with the addition and the ReLU that follow it, as loops over memory.
///
/// Tensors are of `pixels` x `channels`, channels fastest (a channels-last batch is N H W pixels), of T: float or
/// BFloat16. Sums and parameters are float32 [channels]. Sums run over the pixels in order, channel by channel: the
/// result does not depend on the instruction set, but that AVX512-BF16 takes numbers below 2^-126 for 0. Pointers of
/// one call may not overlap.
template <typename T>
struct BatchNormKernels {
  /// sum[c] += sum_p (x - shift[c]), square_sum[c] += sum_p (x - shift[c])^2
  struct Moments {
    const T* x;
    std::int64_t pixels;
    std::int64_t channels;
    const float* shift;  ///< near the mean keeps digits
    float* sum;
    float* square_sum;
  };
  void (*add_moments)(const Moments&);

  /// y = x scale[c] + offset[c] (+ residual), then max(0, .) if relu. NaN stays NaN.
  struct Output {
    const T* x;
    const T* residual = nullptr;  ///< or there is none
    std::int64_t pixels;
    std::int64_t channels;
    const float* scale;
    const float* offset;
    bool relu;
    T* y;
  };
  void (*normalise)(const Output&);

  /// The gradient d before the ReLU and its sums: sum[c] += sum_p d, product_sum[c] += sum_p d (x - mean[c]).
  /// Where y is given, d = g [y > 0] and is stored (the gradient of the residual as well); else, if relu,
  /// d = g [x scale[c] + offset[c] > 0], not stored; else d = g.
  struct GradientSums {
    const T* g;
    const T* x;
    const T* y = nullptr;
    std::int64_t pixels;
    std::int64_t channels;
    const float* scale;
    const float* offset;
    const float* mean;
    bool relu;
    float* sum;
    float* product_sum;
    T* d = nullptr;  ///< where y is given
  };
  void (*add_gradient_sums)(const GradientSums&);

  /// dx = a[c] d + b[c] (x - mean[c]) + c0[c], with d = g [x scale[c] + offset[c] > 0] if relu, else d = g.
  struct InputGradient {
    const T* g;
    const T* x;
    std::int64_t pixels;
    std::int64_t channels;
    const float* scale;
    const float* offset;
    const float* mean;
    bool relu;
    const float* a;
    const float* b;
    const float* c0;
    T* dx;
  };
  void (*input_gradient)(const InputGradient&);
};

template <typename T>
const BatchNormKernels<T>& batch_norm_kernels(InstructionSet set = instruction_set());

}  // namespace largestep::kernels
