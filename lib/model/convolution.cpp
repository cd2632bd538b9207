#include "model/convolution.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

#include "core/balanced_for.h"
#include "core/device.h"
#include "core/error.h"
#include "kernels/convolution.h"
#include "kernels/own_kernels.h"
#include "model/typed_data.h"

namespace largestep {
namespace {

using kernels::ConvolutionKernels;
using kernels::ConvolutionPass;
using kernels::ConvolutionShape;
using kernels::Finish;
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

/// An uninitialised buffer of 32-bit cells.
at::Tensor cells(std::int64_t count) { return at::empty({count}, at::dtype(at::kInt)); }
std::uint32_t* cell_data(const at::Tensor& cells) { return static_cast<std::uint32_t*>(cells.data_ptr()); }

template <typename T>
void run(const ConvolutionPass<T>& pass, const ConvolutionShape& shape, const at::Tensor& in, const at::Tensor& weight,
         const Finish<T>& finish, const at::Tensor& out) {
  const auto packed = cells(pass.packed_size(shape));
  const auto* weights = weight.data_ptr<float>();
  at::parallel_for(0, pass.blocks(shape), 1,
                   [&](std::int64_t from, std::int64_t to) { pass.pack(shape, weights, from, to, cell_data(packed)); });
  // Small enough that a thread which is done early finds something to help with.
  const auto piece = std::clamp<std::int64_t>(shape.images / 32, 1, pass.images_at_once(shape));
  balanced_for(shape.images, piece, [&](std::int64_t from, std::int64_t to) {
    pass.run(shape, data<T>(in), cell_data(packed), finish, from, to, mutable_data<T>(out));
  });
}

template <typename T>
at::Tensor output(const ConvolutionShape& shape, const at::Tensor& x, const at::Tensor& weight,
                  const Finish<T>& finish) {
  auto y = at::empty({shape.images, shape.out_channels, shape.out_height(), shape.out_width()},
                     x.options().memory_format(at::MemoryFormat::ChannelsLast));
  run(kernels::convolution_kernels<T>()->forward, shape, x, weight, finish, y);
  return y;
}

/// @param added  of x's shape, or undefined: what else x's gradient consists of
template <typename T>
at::Tensor input_gradient(const ConvolutionShape& shape, const at::Tensor& dy, const at::Tensor& weight,
                          const at::Tensor& added) {
  auto dx = at::empty({shape.images, shape.in_channels, shape.height, shape.width},
                      dy.options().memory_format(at::MemoryFormat::ChannelsLast));
  run(kernels::convolution_kernels<T>()->input_gradient, shape, dy, weight,
      {.added = added.defined() ? data<T>(added) : nullptr}, dx);
  return dx;
}

/// float [out_channels, in_channels, kernel, kernel], channels-last. Each thread sums over a share of the images; the
/// shares are added up in their order.
template <typename T>
at::Tensor weight_gradient(const ConvolutionShape& shape, const at::Tensor& x, const at::Tensor& dy) {
  const auto& kernels = *kernels::convolution_kernels<T>();
  const auto shares = std::min<std::int64_t>(at::get_num_threads(), shape.images);
  auto gradient = at::empty({shape.out_channels, shape.kernel, shape.kernel, shape.in_channels}, at::dtype(at::kFloat));
  const auto entries = gradient.numel();
  const auto others = at::empty({(shares - 1) * entries}, at::dtype(at::kFloat));
  const auto workspaces = cells(shares * kernels.workspace_size(shape));
  auto* sum = gradient.template data_ptr<float>();
  auto* other_sums = others.template data_ptr<float>();
  at::parallel_for(0, shares, 1, [&](std::int64_t from, std::int64_t to) {
    for (auto share = from; share < to; ++share) {
      auto* share_sum = share == 0 ? sum : other_sums + (share - 1) * entries;
      std::fill_n(share_sum, entries, 0.0F);
      kernels.add_weight_gradient(shape, data<T>(x), data<T>(dy), share * shape.images / shares,
                                  (share + 1) * shape.images / shares,
                                  cell_data(workspaces) + share * kernels.workspace_size(shape), share_sum);
    }
  });
  constexpr std::int64_t kWorthAThread = std::int64_t{1} << 15;
  at::parallel_for(0, entries, kWorthAThread, [&](std::int64_t from, std::int64_t to) {
    for (std::int64_t share = 0; share + 1 < shares; ++share) {
      for (auto i = from; i < to; ++i) sum[i] += other_sums[share * entries + i];
    }
  });
  return gradient.permute({0, 3, 1, 2});
}

at::Tensor as_operand(const at::Tensor& gradient, const at::Tensor& x) {
  return gradient.to(x.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast);
}

/// y = the convolution of x, beside x itself: what else is made of x sends its gradient through here, where the
/// convolution's is added to it as it is stored.
class DirectConvolution final : public torch::autograd::Function<DirectConvolution> {
 public:
  static variable_list forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& weight, std::int64_t stride,
                               bool with_input) {
    ctx->save_for_backward({x, weight});
    ctx->saved_data["stride"] = stride;
    ctx->saved_data["input_gradient"] = x.requires_grad();
    const auto shape = shape_of(x, weight, stride);
    auto y = with_element_type(x, [&]<typename T>(T) { return output<T>(shape, x, weight, {}); });
    return with_input ? variable_list{y, x} : variable_list{y};
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
    if (c10::GradMode::is_enabled()) {
      fail(ErrorKind::kInternal, "a convolution in training mode cannot be differentiated twice");
    }
    const auto saved = ctx->get_saved_variables();
    const auto& x = saved[0];
    const auto& weight = saved[1];
    const auto shape = shape_of(x, weight, ctx->saved_data["stride"].toInt());
    const auto dy = as_operand(gradients[0], x);
    at::Tensor dx;
    if (ctx->saved_data["input_gradient"].toBool()) {
      const auto added = gradients.size() > 1 ? as_operand(gradients[1], x) : at::Tensor();
      dx = with_element_type(x, [&]<typename T>(T) { return input_gradient<T>(shape, dy, weight, added); });
    }
    const auto dw = with_element_type(x, [&]<typename T>(T) { return weight_gradient<T>(shape, x, dy); });
    return {dx, dw, at::Tensor(), at::Tensor()};
  }
};

bool kernels_exist(const at::Tensor& x) {
  if (x.scalar_type() == at::kFloat) return kernels::convolution_kernels<float>() != nullptr;
  return x.scalar_type() == at::kBFloat16 && kernels::convolution_kernels<kernels::BFloat16>() != nullptr;
}

bool channels_fit(std::int64_t channels) { return channels % 16 == 0 && channels <= kernels::kMostChannels; }

bool autocast_casts(const at::Tensor& x) { return x.scalar_type() == at::kFloat && autocast_enabled(at::kCPU); }

/// Parameters are channels-last already; a stranger's need not be.
at::Tensor weight_of(const torch::nn::Conv2dImpl& convolution) {
  return convolution.weight.contiguous(at::MemoryFormat::ChannelsLast);
}

variable_list apply(const torch::nn::Conv2dImpl& convolution, const at::Tensor& x, bool with_input) {
  return DirectConvolution::apply(x.contiguous(at::MemoryFormat::ChannelsLast), weight_of(convolution),
                                  convolution.options.stride()->at(0), with_input);
}

}  // namespace

bool has_own_kernels(const torch::nn::Conv2dImpl& convolution, const at::Tensor& x) {
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

at::Tensor convolve(torch::nn::Conv2dImpl& convolution, const at::Tensor& x) {
  return has_own_kernels(convolution, x) ? apply(convolution, x, /*with_input=*/false)[0] : convolution.forward(x);
}

Fork convolve_fork(torch::nn::Conv2dImpl& convolution, const at::Tensor& x) {
  if (!has_own_kernels(convolution, x) || !c10::GradMode::is_enabled() || !x.requires_grad()) {
    return {.output = convolve(convolution, x), .input = x};
  }
  const auto both = apply(convolution, x, /*with_input=*/true);
  return {.output = both[0], .input = both[1]};
}

at::Tensor convolve_finish(const torch::nn::Conv2dImpl& convolution, const at::Tensor& x, const OutputFinish& finish) {
  const auto input = x.contiguous(at::MemoryFormat::ChannelsLast);
  const auto weight = weight_of(convolution);
  const auto added = finish.added.defined() ? as_operand(finish.added, x) : at::Tensor();
  return with_element_type(x, [&]<typename T>(T) {
    const Finish<T> kernel_finish{.scale = finish.scale.data(),
                                  .offset = finish.offset.data(),
                                  .added = added.defined() ? data<T>(added) : nullptr,
                                  .relu = finish.relu};
    return output<T>(shape_of(input, weight, convolution.options.stride()->at(0)), input, weight, kernel_finish);
  });
}

}  // namespace largestep
