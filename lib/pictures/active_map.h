#pragma once

#include <string>
#include <vector>

#include "activity/inference.h"
#include "model/activation_tap.h"

namespace largestep {

/// Where a layer is active on images.
struct ActiveMap {
  std::string layer;
  torch::Tensor share;  ///< float [N, H, W] of the layer's positions: share of the channels that are > 0 there
};

/// Maps of every block but the last.
/// @param images  uint8 [N, 3, side, side]
std::vector<ActiveMap> active_maps(TappedNetwork& network, const torch::Tensor& images,
                                   const InferenceOptions& options);

}  // namespace largestep
