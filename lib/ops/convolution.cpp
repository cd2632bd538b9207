#include "ops/convolution.h"

#include <ATen/ops/conv2d.h>

#include <vector>

#include "device/device.h"
#include "kernels/own_kernels.h"
#include "ops/image_channels.h"

namespace largestep {
namespace {

/// Autocast's rule: float32 becomes bfloat16 while it is on.
at::ScalarType operand_type(const at::Tensor& x) {
  return x.scalar_type() == at::kFloat && autocast_enabled(at::kCPU) ? at::kBFloat16 : x.scalar_type();
}

at::Tensor channels_last(const at::Tensor& x, at::ScalarType type) {
  return x.to(type).contiguous(at::MemoryFormat::ChannelsLast);
}

bool is_square_and_plain(const torch::nn::Conv2dImpl& convolution) {
  const auto& options = convolution.options;
  const auto kernel = convolution.weight.size(2);
  const auto stride = options.stride()->at(0);
  const auto* padding = get_if<torch::ExpandingArray<2>>(&options.padding());
  return (kernel == 1 || kernel == 3) && convolution.weight.size(3) == kernel && (stride == 1 || stride == 2) &&
         options.stride()->at(1) == stride && options.groups() == 1 && padding != nullptr &&
         (*padding)->at(0) == kernel / 2 && (*padding)->at(1) == kernel / 2 &&
         get_if<torch::enumtype::kZeros>(&options.padding_mode()) != nullptr && options.dilation()->at(0) == 1 &&
         options.dilation()->at(1) == 1;
}

bool is_gradient_asked_for(const at::Tensor& x) { return x.requires_grad() && c10::GradMode::is_enabled(); }

/// Whether x are images, whose gradient nobody asks for.
bool takes_images(const torch::nn::Conv2dImpl& convolution, const at::Tensor& x) {
  return x.size(1) == kColours && convolution.weight.size(2) == 3 && !is_gradient_asked_for(x);
}

/// What our kernels would see.
kernels::ConvolutionShape shape_of(const torch::nn::Conv2dImpl& convolution, const at::Tensor& x) {
  return {.images = x.size(0),
          .height = x.size(2),
          .width = x.size(3),
          .in_channels = takes_images(convolution, x) ? kernels::kPaddedImageChannels : x.size(1),
          .out_channels = convolution.weight.size(0),
          .kernel = convolution.weight.size(2),
          .stride = convolution.options.stride()->at(0)};
}

ConvolutionOperands operands_of(const torch::nn::Conv2dImpl& convolution, const at::Tensor& x) {
  const auto type = operand_type(x);
  // Parameters are channels-last already; a stranger's need not be.
  const auto weight = channels_last(convolution.weight, at::kFloat);
  const auto stride = convolution.options.stride()->at(0);
  if (takes_images(convolution, x)) {
    return {.x = four_channel_images(x, type), .weight = four_channel_weights(weight), .stride = stride};
  }
  return {.x = channels_last(x, type), .weight = weight, .stride = stride};
}

/// Whether the convolution is one pixel in `stride` of fewer than 8 channels: oneDNN 2.6's AVX2 kernel for the gradient
/// of such weights writes past its buffers on channels-last tensors (wrong sums, a crash or a hang). On other devices
/// the answer is the same, so that a network computes the same everywhere.
bool is_strided_projection_of_few_channels(const torch::nn::Conv2dImpl& convolution, const at::Tensor& x) {
  constexpr std::int64_t kChannelsOfAVector = 8;
  const auto& weight = convolution.weight;
  const auto& stride = *convolution.options.stride();
  const auto* padding = get_if<torch::ExpandingArray<2>>(&convolution.options.padding());  // c10's or std's
  return x.dim() == 4 && x.size(1) == weight.size(1) && x.size(1) < kChannelsOfAVector && weight.size(2) == 1 &&
         weight.size(3) == 1 && (stride[0] > 1 || stride[1] > 1) && convolution.options.groups() == 1 &&
         padding != nullptr && (**padding)[0] == 0 && (**padding)[1] == 0;
}

/// LibTorch's convolution. The one above is that of the pixels it looks at, picked out first: the same sums, bit for
/// bit.
at::Tensor libtorchs_convolution(torch::nn::Conv2dImpl& convolution, const at::Tensor& x) {
  if (!is_strided_projection_of_few_channels(convolution, x)) return convolution.forward(x);
  const auto& stride = *convolution.options.stride();
  const auto format = x.suggest_memory_format();
  const auto pixels = x.slice(2, 0, x.size(2), stride[0]).slice(3, 0, x.size(3), stride[1]).contiguous(format);
  return at::conv2d(pixels, convolution.weight, convolution.bias);
}

}  // namespace

bool has_own_kernels(const torch::nn::Conv2dImpl& convolution, const at::Tensor& x) {
  const auto& weight = convolution.weight;
  return own_kernels() && is_square_and_plain(convolution) && x.is_cpu() && x.dim() == 4 && x.numel() > 0 &&
         x.size(1) == weight.size(1) && weight.scalar_type() == at::kFloat &&
         (x.size(1) != kernels::kPaddedImageChannels || !is_gradient_asked_for(x)) &&
         has_own_convolution(operand_type(x), shape_of(convolution, x)) &&
         (convolution.is_training() || !c10::GradMode::is_enabled());
}

at::Tensor convolve(torch::nn::Conv2dImpl& convolution, const at::Tensor& x) {
  if (!has_own_kernels(convolution, x)) return libtorchs_convolution(convolution, x);
  auto y = own_convolution(operands_of(convolution, x), /*with_input=*/false)[0];
  if (!convolution.options.bias()) return y;
  return y.add_(convolution.bias.to(y.scalar_type()).view({1, -1, 1, 1}));
}

Fork convolve_fork(torch::nn::Conv2dImpl& convolution, const at::Tensor& x) {
  const bool two_ways = has_own_kernels(convolution, x) && !convolution.options.bias() && is_gradient_asked_for(x) &&
                        operand_type(x) == x.scalar_type();  // else the other way would get a rounded x
  if (!two_ways) return {.output = convolve(convolution, x), .input = x};
  const auto both = own_convolution(operands_of(convolution, x), /*with_input=*/true);
  return {.output = both[0], .input = both[1]};
}

at::Tensor convolve_with_epilogue(const torch::nn::Conv2dImpl& convolution, const at::Tensor& x,
                                  const OutputEpilogue& epilogue) {
  const auto operands = operands_of(convolution, x);
  auto with = epilogue;
  std::vector<float> offset(epilogue.offset.begin(), epilogue.offset.end());
  if (convolution.options.bias()) {
    const auto* bias = convolution.bias.data_ptr<float>();
    for (std::size_t c = 0; c < offset.size(); ++c) offset[c] += epilogue.scale[c] * bias[c];
    with.offset = offset;
  }
  if (with.added.defined()) with.added = channels_last(with.added, operands.x.scalar_type());
  return own_convolution(operands, with);
}

}  // namespace largestep
