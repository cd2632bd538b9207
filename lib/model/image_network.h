#pragma once

#include "model/network_size.h"
#include "model/tapped_network.h"
#include "ops/image_channels.h"

namespace largestep {

/// What the networks of the catalogue have in common: a kind, a size, images of 32x32 pixels in three colours, and at
/// the end features that are averaged over the positions, where the tap "pooled" is, and a linear layer.
class ImageNetwork : public TappedNetwork {
 public:
  std::int64_t classes() const final { return size_.classes; }
  ImageShape input_shape() const final { return {.channels = kColours, .height = 32, .width = 32}; }
  std::int64_t width() const final { return size_.width; }
  std::string kind() const final { return kind_; }
  /// block1, block2, ... are those of the stages; the last is the pooled vector.
  std::vector<NetworkBlock> blocks() const final;
  torch::Tensor first_filters() const final;

 protected:
  /// @param stages  for each stage the name of the tap at which its features are followed
  /// @throws Error{kInvalidArgument} for a size that no network can have
  ImageNetwork(std::string kind, const NetworkSize& size, std::vector<std::string> stages);

 private:
  std::string kind_;
  NetworkSize size_;
  std::vector<std::string> stages_;
};

}  // namespace largestep
