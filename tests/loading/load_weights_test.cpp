// Weights as other people's scripts leave them are the network that they are in Python.
#include "loading/load_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "expect_error.h"
#include "loading/load_network.h"
#include "model/module_state.h"
#include "python_reference.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::HasSubstr;

/// foreign_layouts.py writes its files once for all tests.
class WeightsFromElsewhere : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    directory_ = new TemporaryDirectory;
    said_ = python_reference("foreign_layouts.py", {}, directory_->path() / "said.pt");
  }
  static void TearDownTestSuite() {
    delete directory_;
    said_ = {};
  }

  static std::filesystem::path path(const std::string& name) { return directory_->path() / (name + ".pt"); }
  static at::Tensor said(const char* what) { return said_.toGenericDict().at(what).toTensor(); }

  static at::Tensor logits(LoadedNetwork& loaded) {
    const torch::NoGradGuard no_grad;
    loaded.network->eval();
    return loaded.network->forward(said("images").to(at::kFloat) / 255);
  }

  static void expect_near(const at::Tensor& actual, const at::Tensor& expected, double tolerance) {
    EXPECT_LT((actual - expected).abs().max().item<double>(), tolerance);
  }

  static TemporaryDirectory* directory_;
  static c10::IValue said_;
};

TemporaryDirectory* WeightsFromElsewhere::directory_ = nullptr;
c10::IValue WeightsFromElsewhere::said_;

TEST_F(WeightsFromElsewhere, GiveTheLogitsAndTheAccuracyThatTheyGiveInPython) {
  const auto names = said_.toGenericDict().at("names").toListRef();
  EXPECT_GE(names.size(), 27U);
  const auto expected = said("logits"), labels = said("labels");
  EXPECT_GT(expected.std(0).min().item<double>(), 1e-3) << "logits that no picture changes prove little";
  for (const auto& name : names) {
    SCOPED_TRACE(name.toStringRef());
    auto loaded = load_network(path(name.toStringRef()), c10::kCPU);
    const auto actual = logits(loaded);
    const bool is_half = name.toStringRef() == "in half precision";
    expect_near(actual, expected, is_half ? 2e-2 : 1e-5);
    if (is_half) continue;
    EXPECT_EQ(actual.argmax(1).eq(labels).sum().item<int>(), expected.argmax(1).eq(labels).sum().item<int>());
  }
}

TEST_F(WeightsFromElsewhere, HaveTheAverageThatStandsBesideThem) {
  for (const char* name : {"last beside an average", "model beside its ema"}) {
    auto loaded = load_network(path(name), c10::kCPU);
    use_average(loaded, {}, {});
    expect_near(logits(loaded), said("other"), 1e-5);
  }
  auto loaded = load_network(path("state dict"), c10::kCPU);
  expect_error(ErrorKind::kData, {"holds no weight average"}, [&] { use_average(loaded, {}, {}); });
}

TEST_F(WeightsFromElsewhere, AreSaidToBeWhereTheyWere) {
  EXPECT_EQ(load_weights(path("state dict")).place, "");
  EXPECT_EQ(load_weights(path("parallel under net")).place, "net.module.");
  EXPECT_EQ(load_weights(path("two dicts deep")).place, "networks.resnet");
  EXPECT_EQ(load_weights(path("compiled")).place, "_orig_mod.");
  const auto weights = load_weights(path("with a head of another loss"));
  EXPECT_EQ(weights.place, "state_dict.encoder.");
  EXPECT_THAT(weights.note, HasSubstr("projection.weight of"));
}

TEST_F(WeightsFromElsewhere, BringTheMomentumOfSgd) {
  for (const char* name : {"beside sgd", "lightning", "in protocol 4"}) {
    const auto weights = load_weights(path(name), {.momentum = true});
    EXPECT_EQ(weights.why_no_momentum, "");
    EXPECT_EQ(weights.checkpoint.momentum.size(), 62U) << name;
    EXPECT_EQ(weights.checkpoint.momentum.front().first, "conv1.weight");
  }
  EXPECT_THAT(load_weights(path("beside adam"), {.momentum = true}).why_no_momentum, HasSubstr("no momentum_buffer"));
  EXPECT_THAT(load_weights(path("beside sgd with two groups"), {.momentum = true}).why_no_momentum,
              HasSubstr("several parameter groups"));
  EXPECT_TRUE(load_weights(path("beside sgd")).checkpoint.momentum.empty()) << "nobody asked for it";
}

}  // namespace
}  // namespace largestep
