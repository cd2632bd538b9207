#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "activity/inference.h"
#include "model/activation_tap.h"

namespace largestep {

/// How strongly the images excite channels of a tap, gathered while they pass through the network.
class ChannelExcitement {
 public:
  /// @param channels  of the tap; an image's excitement is the mean of a channel's activations over its positions
  /// @throws Error{kInvalidArgument} if there is no such tap.
  ChannelExcitement(TappedNetwork& network, const std::string& tap, std::vector<std::int64_t> channels);

  /// Indices of the `count` images that excite channel number i of those asked for most, the strongest first.
  /// @throws Error{kInvalidArgument} if the tap has no such channel.
  std::vector<std::int64_t> strongest(std::size_t i, std::int64_t count) const;

 private:
  std::string tap_;
  std::vector<std::int64_t> channels_;
  std::vector<torch::Tensor> batches_;  ///< float [B, C], in the order of the images
  TapSubscription subscription_;
};

}  // namespace largestep
