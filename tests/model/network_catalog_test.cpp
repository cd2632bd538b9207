#include "model/network_catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "activity/active_fraction.h"
#include "archive_values.h"
#include "device/bfloat16_support.h"
#include "device/device.h"
#include "expect_error.h"
#include "kernels/own_kernels.h"
#include "model/module_state.h"
#include "optim/sgd.h"
#include "train/checkpointer.h"

namespace largestep {
namespace {

/// A network, and images small enough for a test.
struct NetworkCase {
  const char* name;
  std::int64_t width;
  std::int64_t side;
  std::size_t taps;
  std::int64_t parameters;  ///< as published, at width 64
};

std::ostream& operator<<(std::ostream& out, const NetworkCase& network) { return out << network.name; }

constexpr NetworkCase kNetworks[] = {
    {"resnet18", 8, 32, 18, 11'173'962},      {"resnet34", 4, 16, 34, 21'282'122},
    {"resnet18-7x7", 4, 32, 18, 11'181'642},  {"preact-resnet18", 4, 16, 18, 11'172'170},
    {"densenet-100-12", 16, 8, 100, 769'162}, {"vgg16", 4, 32, 14, 14'728'266},
    {"vgg11", 4, 32, 9, 9'231'114},
};

class CatalogueNetwork : public testing::TestWithParam<NetworkCase> {
 protected:
  std::shared_ptr<TappedNetwork> make(std::int64_t width, std::int64_t classes = 10) const {
    torch::manual_seed(1);
    return find_network(GetParam().name).make({.width = width, .classes = classes});
  }
};

std::string name_of(const testing::TestParamInfo<NetworkCase>& info) {
  std::string name = info.param.name;
  std::erase(name, '-');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, CatalogueNetwork, testing::ValuesIn(kNetworks), name_of);

TEST(NetworkCatalog, HasNoNetworkThatIsNotTestedHere) {
  std::vector<std::string> tested;
  for (const auto& network : kNetworks) tested.emplace_back(network.name);
  std::vector<std::string> all;
  for (const auto& spec : network_catalog()) all.push_back(spec.name);
  EXPECT_EQ(tested, all);
}

TEST_P(CatalogueNetwork, HasThePublishedNumberOfParameters) {
  EXPECT_EQ(count_parameters(*make(64)), GetParam().parameters);
}

TEST_P(CatalogueNetwork, IsKnownByItsWeights) {
  for (const std::int64_t width : {16, 48}) {
    const auto network = make(width, /*classes=*/7);
    auto state = module_state(*network);
    const auto known = recognise_network(state);
    ASSERT_TRUE(known);
    EXPECT_EQ(known->spec->name, GetParam().name);
    EXPECT_EQ(known->size.width, width);
    EXPECT_EQ(known->size.classes, 7);
    EXPECT_EQ(network->width(), width);
    EXPECT_EQ(network->kind(), known->spec->kind);
    EXPECT_EQ(state.front().first, known->spec->first_tensor);
    // As one weight is of another size, it is no network's.
    const auto last = std::find_if(state.begin(), state.end(), [](const auto& item) { return item.second.dim() == 2; });
    last->second = torch::zeros({7, 3});
    EXPECT_FALSE(recognise_network(state));
  }
}

TEST_P(CatalogueNetwork, HasItsTapsInForwardOrderAndItsBlocksAmongThem) {
  const auto network = make(GetParam().width);
  network->eval();
  const torch::NoGradGuard no_grad;
  std::vector<std::string> seen;
  std::vector<std::string> without_positions;
  const auto subscription = subscribe(*network, "*", [&](const std::string& name, const torch::Tensor& activations) {
    seen.push_back(name);
    if (activations.dim() == 2) without_positions.push_back(name);
    EXPECT_GE(activations.min().item<double>(), 0.0) << name;
  });
  EXPECT_EQ(network->forward(torch::rand({2, 3, 32, 32})).sizes().vec(), (std::vector<std::int64_t>{2, 10}));
  EXPECT_EQ(seen.size(), GetParam().taps);
  EXPECT_EQ(seen, tap_names(*network));
  EXPECT_EQ(seen.back(), "pooled");
  EXPECT_THAT(without_positions, testing::ElementsAre("pooled"));
  std::size_t last = 0;
  for (const auto& block : network->blocks()) {
    const auto place = std::find(seen.begin() + static_cast<std::ptrdiff_t>(last), seen.end(), block.tap);
    ASSERT_NE(place, seen.end()) << block.tap;
    last = static_cast<std::size_t>(place - seen.begin()) + 1;
  }
  EXPECT_EQ(last, seen.size());
  EXPECT_EQ(network->first_filters().size(1), 3);
}

TEST_P(CatalogueNetwork, TrainsInBfloat16WithItsFeaturesInThatType) {
  if (!bfloat16_works()) GTEST_SKIP() << "needs AVX512-BF16";
  const auto network = make(16);
  network->train();
  std::vector<std::string> wider;
  const auto subscription = subscribe(*network, "*", [&](const std::string& name, const torch::Tensor& activations) {
    if (activations.scalar_type() != at::kBFloat16) wider.push_back(name);
  });
  torch::Tensor logits;
  {
    const AutocastScope autocast(c10::kCPU, Precision::kBFloat16);
    logits = network->forward(torch::rand({4, 3, 32, 32}));
  }
  torch::nn::functional::cross_entropy(logits.to(at::kFloat), torch::arange(4)).backward();
  EXPECT_THAT(wider, testing::IsEmpty());
  for (const auto& item : network->named_parameters()) {
    EXPECT_TRUE(item.value().grad().isfinite().all().item<bool>()) << item.key();
  }
}

/// What PyTorch in Python computed for a network (tests/python/network_step.py).
class NetworkInPython : public CatalogueNetwork {
 protected:
  void SetUp() override {
    const auto& [name, width, side, taps, parameters] = GetParam();
    const TemporaryDirectory directory;
    reference_ = python_reference("network_step.py", {name, fmt::to_string(width), fmt::to_string(side)},
                                  directory.path() / "reference.pt");
    network_ = make(width);
  }

  /// Makes the network the one that Python had before its step.
  void load() {
    StateDict state;
    for (const auto& item : entry(reference_, "before").toGenericDict()) {
      state.emplace_back(item.key().toStringRef(), item.value().toTensor());
    }
    load_state(module_state(*network_), state, "a " + network_->kind());
  }

  at::Tensor expected(const std::string& key) const { return tensor_entry(reference_, key); }
  at::Tensor images() const { return expected("images").contiguous(torch::MemoryFormat::ChannelsLast); }

  void expect_same_names() const {
    std::vector<std::string> ours;
    for (const auto& item : module_state(*network_)) ours.push_back(item.first);
    std::vector<std::string> theirs;
    for (const auto& item : entry(reference_, "before").toGenericDict()) theirs.push_back(item.key().toStringRef());
    EXPECT_EQ(ours, theirs);
  }

  void expect_same_logits() {
    network_->eval();
    const torch::NoGradGuard no_grad;
    const ActivityRecorder recorder(*network_);
    EXPECT_LT(relative_difference(network_->forward(images()), expected("logits")), 1e-5);
    const auto activities = recorder.activities();
    ASSERT_EQ(activities.size(), GetParam().taps);
    for (const auto& layer : activities) {
      // A few activations within rounding of zero may fall on either side.
      EXPECT_NEAR(layer.active_fraction, tensor_entry(entry(reference_, "active"), layer.name).item<double>(), 2e-5)
          << layer.name;
    }
  }

  void expect_same_step() {
    network_->train();
    network_->zero_grad();
    std::vector<NamedTensor> parameters;
    for (const auto& item : network_->named_parameters()) parameters.emplace_back(item.key(), item.value());
    Sgd sgd(parameters, {.momentum = 0.9, .weight_decay = 5e-4});
    const auto loss = torch::nn::functional::cross_entropy(network_->forward(images()), expected("labels"));
    EXPECT_LT(relative_difference(loss.detach(), expected("loss")), 1e-5);
    loss.backward();
    const auto gradients = entry(reference_, "gradients");
    double largest = 0.0;
    for (const auto& item : gradients.toGenericDict()) {
      largest = std::max(largest, item.value().toTensor().abs().max().item<double>());
    }
    for (const auto& item : network_->named_parameters()) {
      const auto gradient = tensor_entry(gradients, item.key());
      // That of a bias in front of a BatchNorm is zero, and what both sides have of it is what rounding leaves.
      const bool is_nothing = gradient.abs().max().item<double>() < 1e-5 * largest;
      const auto& ours = item.value().grad();
      EXPECT_LT(is_nothing ? ours.abs().max().item<double>() / largest : relative_difference(ours, gradient), 1e-4)
          << item.key();
    }
    sgd.step(0.05);
    const auto after = entry(reference_, "after");
    for (const auto& [name, tensor] : module_state(*network_)) {
      EXPECT_LT(relative_difference(tensor, tensor_entry(after, name)), 1e-5) << name;
    }
  }

  c10::IValue reference_;
  std::shared_ptr<TappedNetwork> network_;
};

INSTANTIATE_TEST_SUITE_P(Catalogue, NetworkInPython, testing::ValuesIn(kNetworks), name_of);

TEST_P(NetworkInPython, HasTheSameNamesLogitsAndTrainingStep) {
  expect_same_names();
  for (const bool own_kernels : {true, false}) {
    SCOPED_TRACE(own_kernels ? "own kernels" : "LibTorch's");
    const OwnKernelsScope kernels(own_kernels);
    load();
    expect_same_logits();
    expect_same_step();
  }
}

TEST(NetworkCatalog, NamesTheNearestNetwork) {
  expect_error(ErrorKind::kInvalidArgument, {"network \"resnet33\" is not known; did you mean resnet34?"},
               [] { find_network("resnet33"); });
}

TEST(NetworkCatalog, HasDenseNetworksOfWholeGrowthRatesOnly) {
  expect_error(ErrorKind::kInvalidArgument, {"width is 20, but that of DenseNet-100-12 must be a multiple of 16"},
               [] { find_network("densenet-100-12").make({.width = 20}); });
}

}  // namespace
}  // namespace largestep
