#include "model/network_catalog.h"

#include "core/error.h"
#include "core/suggest.h"
#include "model/resnet18.h"

namespace largestep {

const std::vector<NetworkSpec>& network_catalog() {
  static const std::vector<NetworkSpec> all{
      {"resnet18", "ResNet-18", "3x3 stem without pooling, four stages of two residual blocks", make_resnet18,
       resnet18_size, "conv1.weight"},
  };
  return all;
}

std::optional<KnownNetwork> recognise_network(const std::vector<std::pair<std::string, at::Tensor>>& state) {
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
  const auto nearest = nearest_name(name, names);
  fail(ErrorKind::kInvalidArgument, "network \"{}\" is not known{}", name,
       nearest.empty() ? "" : "; did you mean " + nearest + "?");
}

}  // namespace largestep
