#include "model/resnet18.h"

#include <torch/nn/init.h>

#include <algorithm>

#include "core/error.h"
#include "model/normalised_convolution.h"

namespace largestep {
namespace {

/// With the strides that LibTorch gives a gradient in this order, in dimensions of size 1 as well: contiguous() leaves
/// a 1x1 kernel's as they are, and one tensor whose strides are not its gradient's has an update of all of them
/// together made tensor by tensor on a GPU.
at::Tensor stored_channels_last(const at::Tensor& weight) {
  return at::empty_like(weight, weight.options(), at::MemoryFormat::ChannelsLast).copy_(weight);
}

void initialise(torch::nn::Module& network) {
  const torch::NoGradGuard no_grad;
  for (const auto& module : network.modules(/*include_self=*/false)) {
    auto* convolution = module->as<torch::nn::Conv2d>();
    if (convolution == nullptr) continue;
    torch::nn::init::kaiming_normal_(convolution->weight, 0.0, torch::kFanOut, torch::kReLU);
    convolution->weight.set_data(stored_channels_last(convolution->weight));
  }
}

}  // namespace

void ResNet18Options::validate() const {
  if (width < 1 || width > kWidestResNet18) {
    fail(ErrorKind::kInvalidArgument, "width is {}, but must be in [1, {}]", width, kWidestResNet18);
  }
  if (classes < 2 || classes > kMostResNet18Classes) {
    fail(ErrorKind::kInvalidArgument, "classes is {}, but must be in [2, {}]", classes, kMostResNet18Classes);
  }
}

ResNet18Impl::ResNet18Impl(const ResNet18Options& options)
    : options_((options.validate(), options)),
      conv1_(register_module("conv1", make_convolution(3, options.width, 3, 1))),
      bn1_(register_module("bn1", torch::nn::BatchNorm2d(options.width))),
      stem_(register_module("stem", ActivationTap())),
      stages_{register_module("layer1", make_stage(options.width, options.width, 1)),
              register_module("layer2", make_stage(options.width, 2 * options.width, 2)),
              register_module("layer3", make_stage(2 * options.width, 4 * options.width, 2)),
              register_module("layer4", make_stage(4 * options.width, 8 * options.width, 2))},
      pooled_(register_module("pooled", ActivationTap())),
      linear_(register_module("linear", torch::nn::Linear(8 * options.width, options.classes))) {
  initialise(*this);
}

torch::nn::Sequential ResNet18Impl::make_stage(std::int64_t in_channels, std::int64_t out_channels,
                                               std::int64_t stride) const {
  return torch::nn::Sequential(ResidualBlock(in_channels, out_channels, stride),
                               ResidualBlock(out_channels, out_channels, 1));
}

torch::Tensor ResNet18Impl::classify(const torch::Tensor& inputs) {
  auto features = stem_(convolve_normalise(*conv1_, *bn1_, inputs));
  for (auto& stage : stages_) features = stage->forward(features);
  // mean({2, 3}) with a gradient that is divided before it is spread over the pixels.
  const auto pixels = features.size(2) * features.size(3);
  return linear_(pooled_(features.sum({2, 3}, /*keepdim=*/false, features.scalar_type()) / pixels));
}

std::vector<NetworkBlock> ResNet18Impl::blocks() const {
  return {{"block1", "layer1.1.relu2"},
          {"block2", "layer2.1.relu2"},
          {"block3", "layer3.1.relu2"},
          {"block4", "layer4.1.relu2"},
          {"block5", "pooled"}};
}

std::shared_ptr<TappedNetwork> make_resnet18(const NetworkSize& size) {
  return std::make_shared<ResNet18Impl>(ResNet18Options{.width = size.width, .classes = size.classes});
}

std::optional<NetworkSize> resnet18_size(const std::vector<std::pair<std::string, at::Tensor>>& state) {
  const auto shape_of = [&](std::string_view name) {
    const auto found = std::find_if(state.begin(), state.end(), [&](const auto& item) { return item.first == name; });
    return found == state.end() ? std::vector<std::int64_t>{} : found->second.sizes().vec();
  };
  using Shape = std::vector<std::int64_t>;
  const auto first = shape_of("conv1.weight");
  const auto last = shape_of("linear.weight");
  if (first.empty() || last.empty()) return std::nullopt;
  const NetworkSize size{.width = first[0], .classes = last[0]};
  const auto widest = 8 * size.width;
  const bool fits = size.width >= 1 && size.width <= kWidestResNet18 && size.classes >= 2 &&
                    size.classes <= kMostResNet18Classes && first == Shape{size.width, 3, 3, 3} &&
                    last == Shape{size.classes, widest} &&
                    shape_of("layer4.1.conv2.weight") == Shape{widest, widest, 3, 3};
  return fits ? std::optional(size) : std::nullopt;
}

}  // namespace largestep
