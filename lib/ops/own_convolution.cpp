#include "ops/own_convolution.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

#include "core/error.h"
#include "device/balanced_for.h"
#include "ops/convolution_algorithm.h"
#include "ops/convolution_shares.h"
#include "ops/typed_data.h"

namespace largestep {
namespace {

using kernels::ConvolutionKernels;
using kernels::ConvolutionPass;
using kernels::ConvolutionShape;
using kernels::Epilogue;
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
         const Epilogue<T>& epilogue, const at::Tensor& out) {
  const auto packed = cells(pass.packed_size(shape));
  const auto* weights = weight.data_ptr<float>();
  at::parallel_for(0, pass.blocks(shape), 1, [&](std::int64_t from, std::int64_t to) {
    pass.pack({.shape = shape, .weights = weights, .first_block = from, .last_block = to, .packed = cell_data(packed)});
  });
  const auto workers = balanced_workers();
  const auto blocks = pass.blocks(shape);
  const auto shares = shares_of_pass(shape.images, blocks, workers);
  const auto piece = std::min(pass.images_in_a_piece(shape), (shape.images + workers - 1) / workers);
  const auto workspace_size = pass.workspace_size(shape);
  const auto workspaces = cells(workers * workspace_size);
  balanced_for_workers(shares.count(), piece, [&](std::int64_t from, std::int64_t to, std::int64_t worker) {
    const auto run_part = [&](const kernels::Part& part) {
      pass.run({.shape = shape,
                .in = data<T>(in),
                .packed = cell_data(packed),
                .epilogue = epilogue,
                .part = part,
                .workspace = cell_data(workspaces) + worker * workspace_size,
                .out = mutable_data<T>(out)});
    };
    if (shares.of_channels == 1) return run_part({from, to, 0, blocks});
    for (auto share = from; share < to; ++share) run_part(shares.part(share));
  });
}

template <typename T>
at::Tensor output(const ConvolutionShape& shape, const at::Tensor& x, const at::Tensor& weight,
                  const Epilogue<T>& epilogue) {
  auto y = at::empty({shape.images, shape.out_channels, shape.out_height(), shape.out_width()},
                     x.options().memory_format(at::MemoryFormat::ChannelsLast));
  run(chosen_convolution<T>(shape)->forward, shape, x, weight, epilogue, y);
  return y;
}

/// @param added  of x's shape, or undefined: what else x's gradient consists of
template <typename T>
at::Tensor input_gradient(const ConvolutionShape& shape, const at::Tensor& dy, const at::Tensor& weight,
                          const at::Tensor& added) {
  auto dx = at::empty({shape.images, shape.in_channels, shape.height, shape.width},
                      dy.options().memory_format(at::MemoryFormat::ChannelsLast));
  run(chosen_convolution<T>(shape)->input_gradient, shape, dy, weight,
      {.added = added.defined() ? data<T>(added) : nullptr}, dx);
  return dx;
}

/// float [out_channels, in_channels, kernel, kernel], channels-last. The shares of the images are added up in their
/// order.
template <typename T>
at::Tensor weight_gradient(const ConvolutionShape& shape, const at::Tensor& x, const at::Tensor& dy) {
  const auto& pass = chosen_convolution<T>(shape)->weight_gradient;
  const auto blocks = pass.blocks(shape);
  const auto shares = shares_of_weight_gradient(shape, blocks, at::get_num_threads());
  const auto workspace_size = pass.workspace_size(shape);
  auto gradient = at::empty({shape.out_channels, shape.in_channels, shape.kernel, shape.kernel},
                            at::dtype(at::kFloat).memory_format(at::MemoryFormat::ChannelsLast));
  const auto entries = gradient.numel();
  const auto others = at::empty({(shares.of_images - 1) * entries}, at::dtype(at::kFloat));
  const auto workspaces = cells(shares.count() * workspace_size);
  auto* sum = gradient.template data_ptr<float>();
  auto* other_sums = others.template data_ptr<float>();
  at::parallel_for(0, shares.count(), 1, [&](std::int64_t from, std::int64_t to) {
    for (auto share = from; share < to; ++share) {
      const auto part = shares.part(share);
      const auto of_images = share / shares.of_channels;
      auto* share_sum = of_images == 0 ? sum : other_sums + (of_images - 1) * entries;
      std::fill(share_sum + part.first_block * entries / blocks, share_sum + part.last_block * entries / blocks, 0.0F);
      pass.add({.shape = shape,
                .x = data<T>(x),
                .dy = data<T>(dy),
                .part = part,
                .workspace = cell_data(workspaces) + share * workspace_size,
                .gradient = share_sum});
    }
  });
  constexpr std::int64_t kWorthAThread = std::int64_t{1} << 15;
  at::parallel_for(0, entries, kWorthAThread, [&](std::int64_t from, std::int64_t to) {
    for (std::int64_t share = 0; share + 1 < shares.of_images; ++share) {
      for (auto i = from; i < to; ++i) sum[i] += other_sums[share * entries + i];
    }
  });
  return gradient;
}

at::Tensor like(const at::Tensor& x, const at::Tensor& gradient) {
  return gradient.to(x.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast);
}

class OwnConvolution final : public torch::autograd::Function<OwnConvolution> {
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
    const auto dy = like(x, gradients[0]);
    at::Tensor dx;
    if (ctx->saved_data["input_gradient"].toBool()) {
      const auto added = gradients.size() > 1 ? like(x, gradients[1]) : at::Tensor();
      dx = with_element_type(x, [&]<typename T>(T) { return input_gradient<T>(shape, dy, weight, added); });
    }
    const auto dw = with_element_type(x, [&]<typename T>(T) { return weight_gradient<T>(shape, x, dy); });
    return {dx, dw, {}, {}};
  }
};

}  // namespace

bool has_own_convolution(at::ScalarType type, const ConvolutionShape& shape) {
  if (type == at::kFloat) return chosen_convolution<float>(shape) != nullptr;
  return type == at::kBFloat16 && chosen_convolution<kernels::BFloat16>(shape) != nullptr;
}

variable_list own_convolution(const ConvolutionOperands& operands, bool with_input) {
  return OwnConvolution::apply(operands.x, operands.weight, operands.stride, with_input);
}

at::Tensor own_convolution(const ConvolutionOperands& operands, const OutputEpilogue& epilogue) {
  const auto& x = operands.x;
  const auto& weight = operands.weight;
  const auto shape = shape_of(x, weight, operands.stride);
  return with_element_type(x, [&]<typename T>(T) {
    return output<T>(shape, x, weight,
                     {.scale = epilogue.scale.data(),
                      .offset = epilogue.offset.data(),
                      .added = epilogue.added.defined() ? data<T>(epilogue.added) : nullptr,
                      .relu = epilogue.relu});
  });
}

}  // namespace largestep
