#include "model/foreign_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <map>

#include "model/module_state.h"
#include "model/networks/resnet18.h"

namespace largestep {
namespace {

using State = std::vector<std::pair<std::string, at::Tensor>>;

State state_of_a_network() { return module_state(*ResNet18(ResNet18Options{.width = 1})); }

State behind(const std::string& prefix, const State& state) {
  State result;
  for (const auto& [name, tensor] : state) result.emplace_back(prefix + name, tensor);
  return result;
}

std::vector<std::string> names_of(const State& state) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : state) names.push_back(name);
  return names;
}

TEST(FindNetworks, DropsAnyPrefixAndLeavesOutWhatStandsBesideIt) {
  const auto state = state_of_a_network();
  for (const std::string prefix : {"", "module.", "a.b.c.", "layer1."}) {
    SCOPED_TRACE(prefix);
    auto tensors = behind(prefix, state);
    tensors.emplace_back("n_averaged", torch::tensor(3));
    tensors.emplace_back("other.weight", torch::ones(2));
    const auto found = find_networks(tensors);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].prefix, prefix);
    EXPECT_EQ(found[0].network.size.width, 1);
    if (prefix.empty()) continue;  // then other.weight may be the network's own
    EXPECT_EQ(names_of(found[0].state), names_of(state));
    EXPECT_THAT(found[0].others, testing::ElementsAre("other.weight"));
  }
}

TEST(FindNetworks, SpellsTorchvisionsNamesAsHere) {
  std::vector<std::string> names;
  State theirs;
  for (auto [name, tensor] : state_of_a_network()) {
    names.push_back(name);
    if (const auto at = name.find("shortcut"); at != std::string::npos) name.replace(at, 8, "downsample");
    if (name.starts_with("linear.")) name.replace(0, 6, "fc");
    theirs.emplace_back("module." + name, tensor);
  }
  const auto found = find_networks(theirs);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(names_of(found[0].state), names);
}

TEST(FindNetworks, CountsNoBatchesWhereNoneWereCounted) {
  State without;
  for (const auto& [name, tensor] : state_of_a_network()) {
    if (!name.ends_with("num_batches_tracked")) without.emplace_back(name, tensor);
  }
  const auto found = find_networks(without);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(names_of(found[0].state), names_of(state_of_a_network()));
  for (const auto& [name, tensor] : found[0].state) {
    if (!name.ends_with("num_batches_tracked")) continue;
    EXPECT_EQ(tensor.item<std::int64_t>(), 0) << name;
  }
}

TEST(FindNetworks, FindsSeveralAndEndsInAnyForestOfNames) {
  auto both = behind("student.", state_of_a_network());
  const auto teacher = behind("teacher.", state_of_a_network());
  both.insert(both.end(), teacher.begin(), teacher.end());
  EXPECT_EQ(find_networks(both).size(), 2U);
  State forest;
  for (int i = 0; i < 1000; ++i) {
    const auto tree = behind(fmt::format("tree{}.", i), {{"conv1.weight", torch::ones({1, 3, 3, 3})},
                                                         {"bn1.weight", torch::ones({1})},
                                                         {"linear.weight", torch::ones({10, 8})},
                                                         {"layer4.1.conv2.weight", torch::ones({8, 8, 3, 3})}});
    forest.insert(forest.end(), tree.begin(), tree.end());
  }
  EXPECT_EQ(find_networks(forest).size(), 16U);
  EXPECT_TRUE(find_networks({{std::string(100'000, '.'), torch::ones(1)}, {"", torch::ones(1)}}).empty());
}

}  // namespace
}  // namespace largestep
