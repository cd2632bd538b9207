#include "model/layer_summary.h"

#include <fmt/format.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/pooling.h>

#include "model/activation_tap.h"

namespace largestep {
namespace {

std::int64_t own_parameters(const torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const auto& parameter : module.parameters(/*recurse=*/false)) count += parameter.numel();
  return count;
}

/// Follows the height and width of the features through the modules.
class Walk {
 public:
  Walk(std::int64_t height, std::int64_t width, std::string pooled)
      : height_(height), width_(width), pooled_(std::move(pooled)) {}

  void visit(const std::string& name, const torch::nn::Module& module) {
    if (const auto* convolution = module.as<torch::nn::Conv2dImpl>()) return convolve(name, *convolution);
    if (const auto* linear = module.as<torch::nn::LinearImpl>()) {
      const auto outputs = linear->options.out_features();
      return add(name, "linear", {outputs}, module, linear->options.in_features() * outputs);
    }
    if (const auto* norm = module.as<torch::nn::BatchNorm2dImpl>()) {
      channels_ = norm->options.num_features();  // of features that were put side by side, all of them
      return add(name, "batch norm", features(), module, 0);
    }
    if (const auto* pooling = module.as<torch::nn::MaxPool2dImpl>()) return pool(name, "max pool", *pooling);
    if (const auto* pooling = module.as<torch::nn::AvgPool2dImpl>()) return pool(name, "mean pool", *pooling);
    if (module.as<ActivationTapImpl>() == nullptr) return;
    const bool pooled = name == pooled_;
    add(name, pooled ? "mean" : "ReLU", pooled ? std::vector{channels_} : features(), module, 0);
  }

  std::vector<LayerSummary> layers() { return std::move(layers_); }

 private:
  std::vector<std::int64_t> features() const { return {channels_, height_, width_}; }

  void add(const std::string& name, const std::string& kind, const std::vector<std::int64_t>& shape,
           const torch::nn::Module& module, std::int64_t multiply_adds) {
    layers_.push_back({name, kind, shape, own_parameters(module), multiply_adds});
  }

  void convolve(const std::string& name, const torch::nn::Conv2dImpl& convolution) {
    const auto& options = convolution.options;
    channels_ = options.out_channels();
    const auto& weight = convolution.weight;
    // A shortcut starts from the block's input, and its output has the size of the block's, which was reached before.
    if (name.find("shortcut") == std::string::npos) {
      height_ = (height_ - 1) / options.stride()->at(0) + 1;
      width_ = (width_ - 1) / options.stride()->at(1) + 1;
    }
    add(name, fmt::format("convolution {}x{}", weight.size(2), weight.size(3)), features(), convolution,
        weight.numel() * height_ * width_);
  }

  template <typename Pooling>
  void pool(const std::string& name, const char* kind, const Pooling& pooling) {
    const auto reduced = [&](std::int64_t side, std::size_t i) {
      const auto& options = pooling.options;
      return (side + 2 * options.padding()->at(i) - options.kernel_size()->at(i)) / options.stride()->at(i) + 1;
    };
    height_ = reduced(height_, 0);
    width_ = reduced(width_, 1);
    const auto& kernel = *pooling.options.kernel_size();
    add(name, fmt::format("{} {}x{}", kind, kernel.at(0), kernel.at(1)), features(), pooling, 0);
  }

  std::int64_t height_;
  std::int64_t width_;
  std::string pooled_;  ///< the tap after the mean over positions
  std::int64_t channels_ = 0;
  std::vector<LayerSummary> layers_;
};

}  // namespace

std::vector<LayerSummary> summarise_layers(const TappedNetwork& network, std::int64_t height, std::int64_t width) {
  Walk walk(height, width, network.blocks().back().tap);
  for (const auto& item : network.named_modules(/*name_prefix=*/"", /*include_self=*/false)) {
    walk.visit(item.key(), *item.value());
  }
  return walk.layers();
}

}  // namespace largestep
