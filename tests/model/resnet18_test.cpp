#include "model/resnet18.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "archive_values.h"
#include "expect_error.h"
#include "measure/active_fraction.h"
#include "model/module_state.h"
#include "optim/sgd.h"
#include "train/checkpointer.h"

namespace largestep {
namespace {

/// What PyTorch in Python computed for a network of width 8 (tests/python/resnet18_step.py).
class ResNet18InPython : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const TemporaryDirectory directory;
    reference_ = new c10::IValue(python_reference("resnet18_step.py", {"8"}, directory.path() / "reference.pt"));
  }
  static void TearDownTestSuite() { delete std::exchange(reference_, nullptr); }

  static ResNet18 network() {
    ResNet18 network(ResNet18Options{.width = 8});
    StateDict state;
    for (const auto& item : entry(*reference_, "before").toGenericDict()) {
      state.emplace_back(item.key().toStringRef(), item.value().toTensor());
    }
    load_state(module_state(*network), state, "a ResNet-18");
    return network;
  }
  static at::Tensor expected(const std::string& key) { return tensor_entry(*reference_, key); }

  static inline c10::IValue* reference_ = nullptr;
};

TEST_F(ResNet18InPython, HasTheSameLogitsInEvalMode) {
  auto network = ResNet18InPython::network();
  network->eval();
  const torch::NoGradGuard no_grad;
  const auto images = expected("images").contiguous(torch::MemoryFormat::ChannelsLast);
  EXPECT_LT(relative_difference(network->forward(images), expected("logits")), 1e-5);
}

TEST_F(ResNet18InPython, HasTheSameActiveFractionAtEveryTap) {
  auto network = ResNet18InPython::network();
  network->eval();
  const torch::NoGradGuard no_grad;
  const ActivityRecorder recorder(*network);
  network->forward(expected("images"));
  const auto activities = recorder.activities();
  ASSERT_EQ(activities.size(), 18u);
  for (const auto& layer : activities) {
    // A few activations within rounding of zero may fall on either side.
    EXPECT_NEAR(layer.active_fraction, tensor_entry(entry(*reference_, "active"), layer.name).item<double>(), 2e-5)
        << layer.name;
  }
}

TEST_F(ResNet18InPython, TakesTheSameTrainingStep) {
  auto network = ResNet18InPython::network();
  network->train();
  std::vector<NamedTensor> parameters;
  for (const auto& item : network->named_parameters()) parameters.emplace_back(item.key(), item.value());
  Sgd sgd(parameters, {.momentum = 0.9, .weight_decay = 5e-4});
  const auto images = expected("images").contiguous(torch::MemoryFormat::ChannelsLast);
  const auto loss = torch::nn::functional::cross_entropy(network->forward(images), expected("labels"));
  EXPECT_LT(relative_difference(loss.detach(), expected("loss")), 1e-5);
  loss.backward();
  const auto gradients = entry(*reference_, "gradients");
  for (const auto& item : network->named_parameters()) {
    EXPECT_LT(relative_difference(item.value().grad(), tensor_entry(gradients, item.key())), 1e-4) << item.key();
  }
  sgd.step(0.05);
  const auto after = entry(*reference_, "after");
  for (const auto& item : network->named_parameters()) {
    EXPECT_LT(relative_difference(item.value().detach(), tensor_entry(after, item.key())), 1e-5) << item.key();
  }
  for (const auto& item : network->named_buffers()) {
    EXPECT_LT(relative_difference(item.value(), tensor_entry(after, item.key())), 1e-5) << item.key();
  }
}

TEST_F(ResNet18InPython, HasTheSameNamesInTheSameOrder) {
  auto network = ResNet18InPython::network();
  std::vector<std::string> ours;
  for (const auto& item : network->named_parameters()) ours.push_back(item.key());
  std::vector<std::string> theirs;
  for (const auto& item : entry(*reference_, "gradients").toGenericDict()) theirs.push_back(item.key().toStringRef());
  EXPECT_EQ(ours, theirs);
}

TEST(ResNet18, HasThePublishedNumberOfParameters) {
  EXPECT_EQ(count_parameters(*ResNet18(ResNet18Options{.width = 64})), 11'173'962);
}

TEST(ResNet18, InitialConvolutionsHaveTheFanOutVariance) {
  torch::manual_seed(0);
  const ResNet18 network(ResNet18Options{.width = 32});
  const auto weight = network->named_parameters()["layer4.1.conv2.weight"];
  EXPECT_NEAR(weight.std().item<double>(), std::sqrt(2.0 / (9 * 256)), 2e-4);
  EXPECT_TRUE(weight.is_contiguous(torch::MemoryFormat::ChannelsLast));
}

TEST(ResNet18, RefusesAWidthOutOfRange) {
  for (const std::int64_t width : {-1, 0, 1025}) {
    expect_error(ErrorKind::kInvalidArgument, {fmt::format("width is {},", width)},
                 [&] { ResNet18(ResNet18Options{.width = width}); });
  }
}

}  // namespace
}  // namespace largestep
