#include "model/convolution.h"

#include <ATen/Parallel.h>
#include <ATen/ops/convolution_backward.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/balanced_for.h"
#include "core/device.h"
#include "core/error.h"
#include "kernels/bfloat16.h"
#include "kernels/convolution.h"
#include "kernels/own_kernels.h"

namespace largestep {
namespace {

using kernels::ConvolutionKernels;
using kernels::ConvolutionShape;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

ConvolutionShape shape_of(const at::Tensor& x, const at::Tensor& weight, std::int64_t stride) {
  return {.images = x.size(0),
          .height = x.size(2),
          .width = x.size(3),
          .in_channels = x.size(1),
          .out_channels = weight.size(0),
          .kernel = weight.size(2),
          .stride = stride};
}

/// The convolution that takes the gradient of the output to that of the input.
ConvolutionShape reversed(ConvolutionShape shape) {
  std::swap(shape.in_channels, shape.out_channels);
  return shape;
}

/// Calls body with the kernels for the tensor's type.
template <typename Body>
auto with_kernels(const at::Tensor& x, const Body& body) {
  if (x.scalar_type() == at::kFloat) return body(*kernels::convolution_kernels<float>());
  return body(*kernels::convolution_kernels<kernels::BFloat16>());
}

/// An uninitialised buffer of 32-bit cells.
at::Tensor cells(std::int64_t count) { return at::empty({count}, at::dtype(at::kInt)); }
std::uint32_t* data(const at::Tensor& cells) { return static_cast<std::uint32_t*>(cells.data_ptr()); }

enum class Direction { kForward, kReversed };

template <typename T>
at::Tensor run(const ConvolutionKernels<T>& kernels, const ConvolutionShape& shape, Direction direction,
               const at::Tensor& x, const at::Tensor& weight) {
  const auto packed = cells(kernels.packed_size(shape));
  const auto pack = direction == Direction::kForward ? kernels.pack : kernels.pack_transposed;
  const auto* weights = weight.data_ptr<float>();
  at::parallel_for(0, kernels.blocks(shape), 1,
                   [&](std::int64_t from, std::int64_t to) { pack(shape, weights, from, to, data(packed)); });
  auto y = at::empty({shape.images, shape.out_channels, shape.out_height(), shape.out_width()},
                     x.options().memory_format(at::MemoryFormat::ChannelsLast));
  balanced_for(shape.images, kernels.images_at_once(shape), [&](std::int64_t from, std::int64_t to) {
    kernels.forward(shape, static_cast<const T*>(x.data_ptr()), data(packed), from, to, static_cast<T*>(y.data_ptr()));
  });
  return y;
}

/// float [out_channels, in_channels, kernel, kernel], channels-last. Each thread sums over a share of the images; the
/// shares are added up in their order.
template <typename T>
at::Tensor weight_gradient(const ConvolutionKernels<T>& kernels, const ConvolutionShape& shape, const at::Tensor& x,
                           const at::Tensor& dy) {
  const auto shares = std::min<std::int64_t>(at::get_num_threads(), shape.images);
  auto gradients =
      at::zeros({shares, shape.out_channels, shape.kernel, shape.kernel, shape.in_channels}, at::dtype(at::kFloat));
  const auto workspaces = cells(shares * kernels.workspace_size(shape));
  at::parallel_for(0, shares, 1, [&](std::int64_t from, std::int64_t to) {
    for (auto share = from; share < to; ++share) {
      kernels.add_weight_gradient(shape, static_cast<const T*>(x.data_ptr()), static_cast<const T*>(dy.data_ptr()),
                                  share * shape.images / shares, (share + 1) * shape.images / shares,
                                  data(workspaces) + share * kernels.workspace_size(shape),
                                  gradients[share].data_ptr<float>());
    }
  });
  auto gradient = gradients[0];
  for (std::int64_t share = 1; share < shares; ++share) gradient += gradients[share];
  return gradient.permute({0, 3, 1, 2});
}

/// LibTorch's gradient of the input.
at::Tensor input_gradient(const at::Tensor& dy, const at::Tensor& x, const at::Tensor& weight, std::int64_t stride) {
  const auto padding = weight.size(2) / 2;
  return std::get<0>(at::convolution_backward(dy, x, weight.to(x.scalar_type()), c10::nullopt, {stride, stride},
                                              {padding, padding}, {1, 1}, /*transposed=*/false, {0, 0}, /*groups=*/1,
                                              {true, false, false}));
}

class DirectConvolution final : public torch::autograd::Function<DirectConvolution> {
 public:
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& weight, std::int64_t stride) {
    ctx->save_for_backward({x, weight});
    ctx->saved_data["stride"] = stride;
    ctx->saved_data["input_gradient"] = x.requires_grad();
    const auto shape = shape_of(x, weight, stride);
    return with_kernels(x, [&](const auto& kernels) { return run(kernels, shape, Direction::kForward, x, weight); });
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
    if (c10::GradMode::is_enabled()) {
      fail(ErrorKind::kInternal, "a convolution in training mode cannot be differentiated twice");
    }
    const auto saved = ctx->get_saved_variables();
    const auto& x = saved[0];
    const auto& weight = saved[1];
    const auto stride = ctx->saved_data["stride"].toInt();
    const auto shape = shape_of(x, weight, stride);
    const auto dy = gradients[0].to(x.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast);
    at::Tensor dx;
    if (ctx->saved_data["input_gradient"].toBool()) {
      dx = stride > 1 ? input_gradient(dy, x, weight, stride) : with_kernels(x, [&](const auto& kernels) {
        return run(kernels, reversed(shape), Direction::kReversed, dy, weight);
      });
    }
    const auto dw = with_kernels(x, [&](const auto& kernels) { return weight_gradient(kernels, shape, x, dy); });
    return {dx, dw, at::Tensor()};
  }
};

bool kernels_exist(const at::Tensor& x) {
  if (x.scalar_type() == at::kFloat) return kernels::convolution_kernels<float>() != nullptr;
  return x.scalar_type() == at::kBFloat16 && kernels::convolution_kernels<kernels::BFloat16>() != nullptr;
}

bool channels_fit(std::int64_t channels) { return channels % 16 == 0 && channels <= kernels::kMostChannels; }

bool autocast_casts(const at::Tensor& x) { return x.scalar_type() == at::kFloat && autocast_enabled(at::kCPU); }

bool ours(const torch::nn::Conv2dImpl& convolution, const at::Tensor& x) {
  const auto& options = convolution.options;
  const auto& weight = convolution.weight;
  const auto kernel = weight.size(2);
  const auto stride = options.stride()->at(0);
  const auto* padding = c10::get_if<torch::ExpandingArray<2>>(&options.padding());
  const bool fits = (kernel == 1 || kernel == 3) && weight.size(3) == kernel && (stride == 1 || stride == 2) &&
                    options.stride()->at(1) == stride && options.groups() == 1 && !options.bias() &&
                    padding != nullptr && (*padding)->at(0) == kernel / 2 && (*padding)->at(1) == kernel / 2 &&
                    options.dilation()->at(0) == 1 && options.dilation()->at(1) == 1;
  return own_kernels() && fits && x.is_cpu() && x.dim() == 4 && x.numel() > 0 && weight.scalar_type() == at::kFloat &&
         channels_fit(x.size(1)) && channels_fit(weight.size(0)) && kernels_exist(x) && !autocast_casts(x) &&
         (convolution.is_training() || !c10::GradMode::is_enabled());
}

}  // namespace

at::Tensor convolve(torch::nn::Conv2dImpl& convolution, const at::Tensor& x) {
  if (!ours(convolution, x)) return convolution.forward(x);
  // Parameters are channels-last already; a stranger's need not be.
  const auto weight = convolution.weight.contiguous(at::MemoryFormat::ChannelsLast);
  return DirectConvolution::apply(x.contiguous(at::MemoryFormat::ChannelsLast), weight,
                                  convolution.options.stride()->at(0));
}

}  // namespace largestep
