#include "model/image_network.h"

#include <fmt/format.h>
#include <torch/nn/modules/conv.h>

#include "core/error.h"

namespace largestep {

ImageNetwork::ImageNetwork(std::string kind, const NetworkSize& size, std::vector<std::string> stages)
    : kind_(std::move(kind)), size_((size.validate(), size)), stages_(std::move(stages)) {}

std::vector<NetworkBlock> ImageNetwork::blocks() const {
  std::vector<NetworkBlock> blocks;
  for (const auto& tap : stages_) blocks.push_back({fmt::format("block{}", blocks.size() + 1), tap});
  blocks.push_back({fmt::format("block{}", blocks.size() + 1), "pooled"});
  return blocks;
}

torch::Tensor ImageNetwork::first_filters() const {
  for (const auto& module : modules(/*include_self=*/false)) {
    if (const auto* convolution = module->as<torch::nn::Conv2d>()) return convolution->weight;
  }
  fail(ErrorKind::kInternal, "{} has no convolution", kind_);
}

}  // namespace largestep
