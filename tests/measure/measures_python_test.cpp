#include <gtest/gtest.h>
#include <torch/torch.h>

#include "activity/channel_histogram.h"
#include "archive_values.h"
#include "data/epoch_order.h"
#include "measure/batch_loss.h"
#include "measure/batch_sharpness.h"
#include "measure/jacobian_rank.h"
#include "measure/measurement.h"
#include "measure/top_eigenvalue.h"
#include "model/module_state.h"
#include "model/networks/resnet18.h"
#include "train/checkpointer.h"

namespace largestep {
namespace {

constexpr std::int64_t kFixed = 24;  // images of the fixed batch in measures.py

/// What Python computed from the definitions (tests/python/measures.py), for a network of width 2 and 48 images.
class MeasuresInPython : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const TemporaryDirectory directory;
    reference_ = new c10::IValue(python_reference("measures.py", {"2"}, directory.path() / "reference.pt"));
  }
  static void TearDownTestSuite() { delete std::exchange(reference_, nullptr); }

  void SetUp() override {
    StateDict state;
    for (const auto& item : entry(*reference_, "state").toGenericDict()) {
      state.emplace_back(item.key().toStringRef(), item.value().toTensor());
    }
    load_state(module_state(*network_), state, "a ResNet-18");
    network_->eval();
  }

  static double expected(const std::string& measure, const std::string& figure) {
    return tensor_entry(entry(entry(*reference_, "measures"), measure), figure).item<double>();
  }
  static double expected(const std::string& measure, const std::string& layer, const std::string& figure) {
    return tensor_entry(entry(entry(entry(*reference_, "measures"), measure), layer), figure).item<double>();
  }

  static at::Tensor pixels() { return tensor_entry(*reference_, "pixels"); }
  static at::Tensor labels() { return tensor_entry(*reference_, "labels"); }
  /// The fixed batch in float64, as Python had it.
  static at::Tensor fixed_images() {
    return (pixels().narrow(0, 0, kFixed).to(torch::kFloat) / 255).to(torch::kDouble);
  }
  BatchLoss fixed_loss() {
    network_->to(torch::kDouble);
    return {*network_, fixed_images(), labels().narrow(0, 0, kFixed)};
  }

  ResNet18 network_{ResNet18Options{.width = 2}};
  static inline c10::IValue* reference_ = nullptr;
};

TEST_F(MeasuresInPython, HaveTheSameNorms) {
  const auto loss = fixed_loss();
  EXPECT_NEAR(loss.value(), expected("norms", "loss"), 1e-9);
  EXPECT_NEAR(loss.gradient().norm().item<double>(), expected("norms", "gradient_norm"), 1e-8);
  EXPECT_NEAR(loss.weights().norm().item<double>(), expected("norms", "weight_norm"), 1e-9);
}

TEST_F(MeasuresInPython, HaveTheSameTopHessianEigenvalue) {
  const auto loss = fixed_loss();
  const auto top = top_eigenvalue([&](const at::Tensor& vector) { return loss.hessian_times(vector); }, loss.gradient(),
                                  {.tolerance = 1e-5, .max_products = 500});
  EXPECT_TRUE(top.converged);
  EXPECT_NEAR(top.eigenvalue / expected("hessian", "top_eigenvalue"), 1.0, 1e-3);
}

TEST_F(MeasuresInPython, HaveTheSameBatchSharpness) {
  // Where the order of the epoch puts them, so that the batches are Python's.
  const auto order = epoch_order(48, /*seed=*/0, /*epoch=*/0);
  ImageSet set{.images = torch::empty_like(pixels()), .labels = torch::empty_like(labels())};
  set.images.index_copy_(0, order, pixels());
  set.labels.index_copy_(0, order, labels());
  network_->to(torch::kDouble);
  const auto sharpness = batch_sharpness(*network_, set, c10::kCPU, {.batch_size = 16, .batches = 8});
  EXPECT_EQ(sharpness.batches, 3);
  EXPECT_NEAR(sharpness.sharpness / expected("sharpness", "batch_sharpness"), 1.0, 1e-4);
  EXPECT_NEAR(sharpness.mean_rayleigh_quotient / expected("sharpness", "mean_rayleigh_quotient"), 1.0, 1e-4);
}

TEST_F(MeasuresInPython, HaveTheSameJacobianRankHoweverSmallTheSlices) {
  network_->to(torch::kDouble);
  for (const std::int64_t memory : {std::int64_t{1} << 30, kFixed * 4 * 5000}) {
    const auto jacobian = jacobian_rank(*network_, fixed_images(), labels(), memory);
    EXPECT_EQ(jacobian.images, kFixed);
    EXPECT_EQ(static_cast<double>(jacobian.rank), expected("jacobian", "rank"));
    EXPECT_NEAR(jacobian.effective_rank, expected("jacobian", "effective_rank"), 1e-6);
  }
}

TEST_F(MeasuresInPython, HaveTheSameFeatureRanksDeadUnitsAndHistograms) {
  const ImageSet set{.images = pixels().narrow(0, 0, kFixed), .labels = labels().narrow(0, 0, kFixed)};
  const auto report = measure_sparsity(*network_, set, {.feature_rank = true}, {});
  for (const std::size_t block : {2u, 3u, 4u}) {  // those of at most 1000 units, of which none is left out
    const auto& measured = report.blocks.at(block);
    ASSERT_TRUE(measured.rank.has_value());
    EXPECT_EQ(static_cast<double>(measured.rank->components_99), expected("rank", measured.name, "components_99"));
    EXPECT_NEAR(measured.rank->effective_rank, expected("rank", measured.name, "effective_rank"), 1e-4);
  }
  const auto measures = entry(*reference_, "measures");
  for (const auto& layer : report.layers) {
    EXPECT_EQ(static_cast<double>(layer.dead_units), expected("dead", layer.name)) << layer.name;
    const auto histogram = channel_histogram(layer.channel_active_fractions);
    const auto counts = tensor_entry(entry(measures, "channels"), layer.name);
    for (std::size_t bin = 0; bin < histogram.size(); ++bin) {
      EXPECT_EQ(static_cast<double>(histogram[bin]), counts[static_cast<std::int64_t>(bin)].item<double>())
          << layer.name << " bin " << bin;
    }
  }
}

TEST_F(MeasuresInPython, LeaveTheNetworkAsItWas) {
  network_->train();
  const ImageSet set{.images = pixels(), .labels = labels()};
  std::vector<at::Tensor> before;
  for (const auto& tensor : network_->parameters()) before.push_back(tensor.detach().clone());
  for (const auto& tensor : network_->buffers()) before.push_back(tensor.clone());
  const auto figures = measure(*network_, set, nullptr, c10::kCPU,
                               {.kinds = parse_measures("all"), .images = 8, .batch_size = 16, .step_size = 0.5});
  EXPECT_TRUE(network_->is_training());
  std::size_t at = 0;
  for (const auto& tensor : network_->parameters()) {
    EXPECT_TRUE(torch::equal(tensor, before.at(at++)));
    EXPECT_FALSE(tensor.grad().defined());
  }
  for (const auto& tensor : network_->buffers()) EXPECT_TRUE(torch::equal(tensor, before.at(at++)));

  const auto value = [&](const std::string& name) {
    for (const auto& figure : figures) {
      if (figure.name == name) return figure.value;
    }
    return std::numeric_limits<double>::quiet_NaN();
  };
  EXPECT_DOUBLE_EQ(value("step_size_times_eigenvalue"), 0.5 * value("top_eigenvalue"));
  EXPECT_DOUBLE_EQ(value("step_size_times_sharpness"), 0.5 * value("batch_sharpness"));
}

}  // namespace
}  // namespace largestep
