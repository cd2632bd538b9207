#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/tapped_network.h"

namespace largestep {

/// One layer of a network, for one image.
struct LayerSummary {
  std::string name;  ///< of the module, "layer1.0.conv1"
  std::string kind;  ///< "convolution 3x3", "batch norm", "ReLU", "max pool 2x2", "mean", "linear"
  std::vector<std::int64_t> output_shape;  ///< without the batch dimension: {channels, height, width} or {units}
  std::int64_t parameters = 0;             ///< trainable scalars
  std::int64_t multiply_adds = 0;          ///< of convolutions and the linear layer; the rest is left out
};

/// The layers of a network in the order of its modules: what owns parameters, what pools, and what taps watch.
/// @param height, width  of the images, as small as the network takes them (8 for residual networks)
std::vector<LayerSummary> summarise_layers(const TappedNetwork& network, std::int64_t height, std::int64_t width);

}  // namespace largestep
