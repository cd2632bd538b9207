#include "model/normalised_convolution.h"

#include "ops/batch_norm_relu.h"
#include "ops/batch_norm_statistics.h"

namespace largestep {
namespace {

bool in_one_pass(const torch::nn::Conv2dImpl& convolution, const torch::nn::BatchNorm2dImpl& norm,
                 const at::Tensor& x) {
  return !norm.is_training() && !c10::GradMode::is_enabled() && has_own_kernels(convolution, x) &&
         has_plain_statistics(norm);
}

at::Tensor pass(const torch::nn::Conv2dImpl& convolution, const torch::nn::BatchNorm2dImpl& norm, const at::Tensor& x,
                const at::Tensor& residual, bool relu) {
  const Affine affine(running_moments(norm), norm);
  return convolve_with_epilogue(convolution, x,
                                {.scale = affine.scale(), .offset = affine.offset(), .added = residual, .relu = relu});
}

}  // namespace

at::Tensor convolve_normalise(torch::nn::Conv2dImpl& convolution, torch::nn::BatchNorm2dImpl& norm, const at::Tensor& x,
                              const at::Tensor& residual, bool relu) {
  if (in_one_pass(convolution, norm, x)) return pass(convolution, norm, x, residual, relu);
  return batch_norm_relu(norm, convolve(convolution, x), residual, relu);
}

Fork convolve_normalise_fork(torch::nn::Conv2dImpl& convolution, torch::nn::BatchNorm2dImpl& norm,
                             const at::Tensor& x) {
  if (in_one_pass(convolution, norm, x)) return {.output = pass(convolution, norm, x, {}, true), .input = x};
  auto fork = convolve_fork(convolution, x);
  fork.output = batch_norm_relu(norm, fork.output);
  return fork;
}

}  // namespace largestep
