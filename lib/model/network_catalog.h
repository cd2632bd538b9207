#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/network_size.h"
#include "model/tapped_network.h"

namespace largestep {

/// A network that image classification can train. A new one is a file of its own and a line in network_catalog.cpp;
/// docs/ADDING_A_NETWORK.md shows both.
struct NetworkSpec {
  std::string name;         ///< "resnet18"
  std::string kind;         ///< "ResNet-18"
  std::string description;  ///< a sentence
  /// From LibTorch's default generator. @throws Error{kInvalidArgument} for a size that it can't have.
  std::function<std::shared_ptr<TappedNetwork>(const NetworkSize& size)> make;
  /// The size of the network whose parameters and buffers these may be, as far as the first, the last and the largest
  /// of them say: asked before one is made, so that the memory it takes is a few times the file's size at the most.
  std::function<std::optional<NetworkSize>(const NamedTensors& state)> size_of;
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
std::optional<KnownNetwork> recognise_network(const NamedTensors& state);

/// @throws Error{kInvalidArgument} naming the nearest one if there is none of that name.
const NetworkSpec& find_network(const std::string& name);

}  // namespace largestep
