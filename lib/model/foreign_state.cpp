#include "model/foreign_state.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_set>

namespace largestep {
namespace {

// Deeper than wrappers of wrappers go; a file could have names with a million dots.
constexpr int kLongestPrefix = 8;
// Files hold a few; of more than these it does not matter which is meant.
constexpr std::size_t kMostNetworks = 16;

/// Parts of names elsewhere and here: of torchvision's residual networks, and of those that are sequences of sequences.
constexpr std::pair<std::string_view, std::string_view> kSpellings[] = {
    {".downsample.", ".shortcut."},
    {".fc.", ".linear."},
    {".conv1.0.", ".conv1."},
    {".conv1.1.", ".bn1."},
    {".conv2_x.", ".layer1."},
    {".conv3_x.", ".layer2."},
    {".conv4_x.", ".layer3."},
    {".conv5_x.", ".layer4."},
    {".residual_function.0.", ".conv1."},
    {".residual_function.1.", ".bn1."},
    {".residual_function.3.", ".conv2."},
    {".residual_function.4.", ".bn2."},
};

/// The name with its parts spelled as here.
std::string respelled(const std::string& name) {
  auto result = "." + name;
  for (const auto& [theirs, ours] : kSpellings) {
    const auto at = result.find(theirs);
    if (at != std::string::npos) result.replace(at, theirs.size(), ours);
  }
  return result.substr(1);
}

NamedTensors respelled(const NamedTensors& state) {
  NamedTensors result;
  for (const auto& [name, tensor] : state) result.emplace_back(respelled(name), tensor);
  return result;
}

bool is_counter_beside_modules(const std::string& name, const at::Tensor& tensor) {
  return tensor.dim() == 0 && name.find('.') == std::string::npos;
}

/// The state with a 0 for every BatchNorm that does not say how many batches it has seen.
NamedTensors with_batch_counts(const NamedTensors& state) {
  const std::string variance = "running_var", count = "num_batches_tracked";
  std::unordered_set<std::string> names;
  for (const auto& [name, tensor] : state) names.insert(name);
  NamedTensors result;
  for (const auto& [name, tensor] : state) {
    result.emplace_back(name, tensor);
    if (!name.ends_with("." + variance)) continue;
    const auto counter = name.substr(0, name.size() - variance.size()) + count;
    if (!names.contains(counter)) result.emplace_back(counter, at::zeros({}, at::kLong));
  }
  return result;
}

class Search {
 public:
  explicit Search(const NamedTensors& tensors) : tensors_(tensors) {}

  std::vector<FoundNetwork> run() {
    look_behind("", tensors_, 0);
    std::vector<std::string> others;
    for (const auto& [name, tensor] : tensors_) {
      if (tensor.dim() > 0 && !is_of_a_network(name)) others.push_back(name);
    }
    for (auto& found : found_) found.others = others;
    return std::move(found_);
  }

 private:
  /// @param inside  the tensors whose names begin with the prefix, without it
  void look_behind(const std::string& prefix, const NamedTensors& inside, int depth) {
    if (found_.size() == kMostNetworks) return;
    if (const auto known = recognise_network(inside)) return add(prefix, *known, inside);
    const auto renamed = respelled(inside);
    if (const auto known = recognise_network(renamed)) return add(prefix, *known, renamed);
    if (depth == kLongestPrefix) return;
    std::map<std::string, NamedTensors> parts;
    for (const auto& [name, tensor] : inside) {
      const auto dot = name.find('.');
      if (dot != std::string::npos) parts[name.substr(0, dot + 1)].emplace_back(name.substr(dot + 1), tensor);
    }
    for (const auto& [part, state] : parts) look_behind(prefix + part, state, depth + 1);
  }

  void add(const std::string& prefix, const KnownNetwork& network, const NamedTensors& inside) {
    FoundNetwork found{.prefix = prefix, .network = network, .state = {}, .others = {}};
    NamedTensors state;
    for (const auto& [name, tensor] : inside) {
      if (!is_counter_beside_modules(name, tensor)) state.emplace_back(name, tensor);
    }
    found.state = with_batch_counts(state);
    found_.push_back(std::move(found));
  }

  bool is_of_a_network(const std::string& name) const {
    return std::any_of(found_.begin(), found_.end(), [&](const auto& found) { return name.starts_with(found.prefix); });
  }

  const NamedTensors& tensors_;
  std::vector<FoundNetwork> found_;
};

}  // namespace

std::vector<FoundNetwork> find_networks(const NamedTensors& tensors) { return Search(tensors).run(); }

}  // namespace largestep
