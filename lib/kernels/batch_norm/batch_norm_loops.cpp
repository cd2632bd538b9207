// Compiled once per instruction set: dispatch.h.
#include "kernels/batch_norm/batch_norm.h"
#include "kernels/bfloat16.h"
#include "kernels/dispatch.h"
#include "kernels/lanes.h"

namespace largestep::kernels {
namespace {

// Loops take pointers one by one, and are not inlined: compilers heed __restrict of a function's parameters alone.

template <typename T>
[[gnu::noinline]] void add_moments_of(const T* __restrict x, Index pixels, Index channels,
                                      const float* __restrict shift, float* __restrict sum,
                                      float* __restrict square_sum) {
  accumulate(pixels, channels, sum, square_sum, [=]<typename V>(Index at, Index c, V& s, V& q) {
    const V value = load(x + at, V()) - load(shift + c, V());
    s += value;
    q += value * value;
  });
}

template <typename T>
void add_moments(const typename BatchNormKernels<T>::Moments& of) {
  add_moments_of(of.x, of.pixels, of.channels, of.shift, of.sum, of.square_sum);
}

template <typename T, bool kResidual, bool kRelu>
void normalise_as(const T* __restrict x, const T* __restrict residual, Index pixels, Index channels,
                  const float* __restrict scale, const float* __restrict offset, T* __restrict y) {
  for_entries(pixels, channels, [=]<typename V>(Index at, Index c, V lanes) {
    V value = load(x + at, lanes) * load(scale + c, lanes) + load(offset + c, lanes);
    if constexpr (kResidual) value += load(residual + at, lanes);
    if constexpr (kRelu) value = relu(value);
    store(value, y + at);
  });
}

template <typename T>
void normalise(const typename BatchNormKernels<T>::Output& of) {
  const auto pass = of.residual != nullptr ? (of.relu ? normalise_as<T, true, true> : normalise_as<T, true, false>)
                                           : (of.relu ? normalise_as<T, false, true> : normalise_as<T, false, false>);
  pass(of.x, of.residual, of.pixels, of.channels, of.scale, of.offset, of.y);
}

enum class Mask { kNone, kFromInput, kFromOutput };

template <typename T, Mask kMask>
void add_gradient_sums_as(const T* __restrict g, const T* __restrict x, const T* __restrict y, Index pixels,
                          Index channels, const float* __restrict scale, const float* __restrict offset,
                          const float* __restrict mean, float* __restrict sum, float* __restrict product_sum,
                          T* __restrict d) {
  accumulate(pixels, channels, sum, product_sum, [=]<typename V>(Index at, Index c, V& s, V& p) {
    const V input = load(x + at, V());
    V gradient = load(g + at, V());
    if constexpr (kMask == Mask::kFromInput) {
      gradient = where_positive(input * load(scale + c, V()) + load(offset + c, V()), gradient);
    } else if constexpr (kMask == Mask::kFromOutput) {
      gradient = where_positive(load(y + at, V()), gradient);
      store_exact(gradient, d + at);
    }
    s += gradient;
    p += gradient * (input - load(mean + c, V()));
  });
}

template <typename T>
void add_gradient_sums(const typename BatchNormKernels<T>::GradientSums& of) {
  const auto pass = of.y != nullptr ? add_gradient_sums_as<T, Mask::kFromOutput>
                    : of.relu       ? add_gradient_sums_as<T, Mask::kFromInput>
                                    : add_gradient_sums_as<T, Mask::kNone>;
  pass(of.g, of.x, of.y, of.pixels, of.channels, of.scale, of.offset, of.mean, of.sum, of.product_sum, of.d);
}

template <typename T, bool kRelu>
void input_gradient_as(const T* __restrict g, const T* __restrict x, Index pixels, Index channels,
                       const float* __restrict scale, const float* __restrict offset, const float* __restrict mean,
                       const float* __restrict a, const float* __restrict b, const float* __restrict c0,
                       T* __restrict dx) {
  for_entries(pixels, channels, [=]<typename V>(Index at, Index i, V lanes) {
    const V input = load(x + at, lanes);
    V gradient = load(g + at, lanes);
    if constexpr (kRelu) {
      gradient = where_positive(input * load(scale + i, lanes) + load(offset + i, lanes), gradient);
    }
    store(load(a + i, lanes) * gradient + load(b + i, lanes) * (input - load(mean + i, lanes)) + load(c0 + i, lanes),
          dx + at);
  });
}

template <typename T>
void input_gradient(const typename BatchNormKernels<T>::InputGradient& of) {
  const auto pass = of.relu ? input_gradient_as<T, true> : input_gradient_as<T, false>;
  pass(of.g, of.x, of.pixels, of.channels, of.scale, of.offset, of.mean, of.a, of.b, of.c0, of.dx);
}

template <typename T>
constexpr BatchNormKernels<T> kFunctions{.add_moments = add_moments<T>,
                                         .normalise = normalise<T>,
                                         .add_gradient_sums = add_gradient_sums<T>,
                                         .input_gradient = input_gradient<T>};

}  // namespace

template <>
const BatchNormKernels<float>& compiled_functions<BatchNormKernels<float>, LARGESTEP_KERNEL_SET>() {
  return kFunctions<float>;
}

template <>
const BatchNormKernels<BFloat16>& compiled_functions<BatchNormKernels<BFloat16>, LARGESTEP_KERNEL_SET>() {
  return kFunctions<BFloat16>;
}

}  // namespace largestep::kernels
