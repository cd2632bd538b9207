#include "model/networks/resnet.h"

#include <fmt/ranges.h>

#include "model/layers.h"
#include "model/normalised_convolution.h"

namespace largestep {
namespace {

std::string last_block(const ResNetKind& kind, std::size_t stage) {
  return fmt::format("layer{}.{}", stage + 1, kind.blocks[stage] - 1);
}

std::vector<std::string> last_relus(const ResNetKind& kind) {
  std::vector<std::string> taps;
  for (std::size_t stage = 0; stage < kind.blocks.size(); ++stage) taps.push_back(last_block(kind, stage) + ".relu2");
  return taps;
}

torch::nn::Sequential make_stage(std::int64_t in_channels, std::int64_t out_channels, std::int64_t stride,
                                 std::int64_t blocks) {
  torch::nn::Sequential stage{ResidualBlock(in_channels, out_channels, stride)};
  for (std::int64_t block = 1; block < blocks; ++block) stage->push_back(ResidualBlock(out_channels, out_channels, 1));
  return stage;
}

std::optional<NetworkSize> size_of(const ResNetKind& kind, const NamedTensors& state) {
  const NetworkSize size{.width = first_dimension(state, "conv1.weight"),
                         .classes = first_dimension(state, "linear.weight")};
  const auto widest = 8 * size.width;
  const auto kernel = kind.has_large_stem ? 7 : 3;
  return size_if(state, size,
                 {{"conv1.weight", {size.width, 3, kernel, kernel}},
                  {"bn1.weight", {size.width}},
                  {last_block(kind, 3) + ".conv2.weight", {widest, widest, 3, 3}},
                  {fmt::format("layer4.{}.conv2.weight", kind.blocks[3]), {}},
                  {"linear.weight", {size.classes, widest}}});
}

}  // namespace

ResNetImpl::ResNetImpl(const ResNetKind& kind, const NetworkSize& size)
    : ImageNetwork(kind.name, size, last_relus(kind)),
      conv1_(register_module("conv1", kind.has_large_stem ? make_convolution(kColours, size.width, 7, 2)
                                                          : make_convolution(kColours, size.width, 3, 1))),
      bn1_(register_module("bn1", torch::nn::BatchNorm2d(size.width))),
      stem_(register_module("stem", ActivationTap())) {
  if (kind.has_large_stem) {
    maxpool_ = register_module("maxpool", torch::nn::MaxPool2d(torch::nn::MaxPool2dOptions(3).stride(2).padding(1)));
  }
  auto channels = size.width;
  for (std::size_t stage = 0; stage < stages_.size(); ++stage) {
    const auto out_channels = size.width << stage;
    stages_[stage] = register_module(fmt::format("layer{}", stage + 1),
                                     make_stage(channels, out_channels, stage == 0 ? 1 : 2, kind.blocks[stage]));
    channels = out_channels;
  }
  pooled_ = register_module("pooled", ActivationTap());
  linear_ = register_module("linear", torch::nn::Linear(channels, size.classes));
  initialise_convolutions(*this);
}

torch::Tensor ResNetImpl::classify(const torch::Tensor& inputs) {
  auto features = stem_(convolve_normalise(*conv1_, *bn1_, inputs));
  if (maxpool_) features = maxpool_(features);
  for (auto& stage : stages_) features = stage->forward(features);
  return linear_(pooled_(mean_over_positions(features)));
}

NetworkSpec residual_network(const std::string& name, const ResNetKind& kind) {
  return {.name = name,
          .kind = kind.name,
          .description = fmt::format("{}, four stages of {} residual blocks",
                                     kind.has_large_stem ? "7x7 stem with max-pooling" : "3x3 stem without pooling",
                                     fmt::join(kind.blocks, ", ")),
          .make = [kind](const NetworkSize& size) { return std::make_shared<ResNetImpl>(kind, size); },
          .size_of = [kind](const NamedTensors& state) { return size_of(kind, state); },
          .first_tensor = "conv1.weight"};
}

}  // namespace largestep
