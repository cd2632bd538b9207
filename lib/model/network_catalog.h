#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/tapped_network.h"

namespace largestep {

/// What tells networks of one kind apart.
struct NetworkSize {
  std::int64_t width = 64;
  std::int64_t classes = 10;
};

/// A network that image classification can train. A new one is a file of its own and a line in network_catalog.cpp.
struct NetworkSpec {
  std::string name;         ///< "resnet18"
  std::string kind;         ///< "ResNet-18"
  std::string description;  ///< a sentence
  /// From LibTorch's default generator. @throws Error{kInvalidArgument} for a size that it can't have.
  std::shared_ptr<TappedNetwork> (*make)(const NetworkSize& size);
  /// The size of the network whose parameters and buffers these may be, as far as the first, the last and the largest
  /// of them say: asked before one is made, so that the memory it takes is a few times the file's size at the most.
  std::optional<NetworkSize> (*size_of)(const std::vector<std::pair<std::string, at::Tensor>>& state);
  std::string first_tensor;  ///< the name of its first parameter, for errors: "conv1.weight"
};

/// All networks, in the order in which weights are held against them.
const std::vector<NetworkSpec>& network_catalog();

/// A network that weights are of.
struct KnownNetwork {
  const NetworkSpec* spec;
  NetworkSize size;
};

/// The network whose parameters and buffers these may be; nothing if it is none of the catalogue.
std::optional<KnownNetwork> recognise_network(const std::vector<std::pair<std::string, at::Tensor>>& state);

/// @throws Error{kInvalidArgument} naming the nearest one if there is none of that name.
const NetworkSpec& find_network(const std::string& name);

}  // namespace largestep
