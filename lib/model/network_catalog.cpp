#include "model/network_catalog.h"

#include "core/error.h"
#include "core/suggest.h"
#include "model/networks/densenet.h"
#include "model/networks/preact_resnet.h"
#include "model/networks/resnet.h"
#include "model/networks/vgg.h"

namespace largestep {

const std::vector<NetworkSpec>& network_catalog() {
  // clang-format off
  static const std::vector<NetworkSpec> all{
      residual_network("resnet18", {.name = "ResNet-18", .blocks = {2, 2, 2, 2}}),
      residual_network("resnet34", {.name = "ResNet-34", .blocks = {3, 4, 6, 3}}),
      residual_network("resnet18-7x7", {.name = "ResNet-18 with a 7x7 stem", .blocks = {2, 2, 2, 2}, .has_large_stem = true}),
      preactivation_resnet("preact-resnet18", {.name = "pre-activation ResNet-18", .blocks = {2, 2, 2, 2}}),
      dense_network("densenet-100-12", {.name = "DenseNet-100-12", .layers = {16, 16, 16}}),
      vgg_network("vgg16", {.name = "VGG-16", .convolutions = {2, 2, 3, 3, 3}}),
      vgg_network("vgg11", {.name = "VGG-11", .convolutions = {1, 1, 2, 2, 2}}),
  };
  // clang-format on
  return all;
}

std::optional<KnownNetwork> recognise_network(const NamedTensors& state) {
  for (const auto& spec : network_catalog()) {
    if (const auto size = spec.size_of(state)) return KnownNetwork{&spec, *size};
  }
  return std::nullopt;
}

const NetworkSpec& find_network(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& network : network_catalog()) {
    if (network.name == name) return network;
    names.push_back(network.name);
  }
  fail(ErrorKind::kInvalidArgument, "network \"{}\" is not known{}", name, did_you_mean(name, names));
}

}  // namespace largestep
