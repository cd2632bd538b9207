#include <gtest/gtest.h>
#include <torch/torch.h>

#include "activity/inference.h"
#include "archive_values.h"
#include "checkpoint/archive_writer.h"
#include "data/augment.h"
#include "data/cutout.h"
#include "model/networks/resnet18.h"
#include "problems/image_classification.h"
#include "train/checkpointer.h"

namespace largestep {
namespace {

constexpr std::int64_t kImages = 24;
constexpr double kSmoothing = 0.15;

/// Label smoothing, cutout and mirror images here and in Python, on the same network and images.
class RegularisationInPython : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const TemporaryDirectory directory;
    const auto in = directory.path() / "in.pt";
    auto problem = make_problem();
    auto state = c10::impl::GenericDict(c10::AnyType::get(), c10::AnyType::get());
    for (const auto& [name, tensor] : problem.state()) state.insert(name, tensor.clone());
    auto given = c10::impl::GenericDict(c10::AnyType::get(), c10::AnyType::get());
    given.insert("state", state);
    given.insert("images", (problem.train_set().images.to(at::kFloat) / 255).contiguous());
    given.insert("labels", problem.train_set().labels);
    given.insert("cuts", cuts());
    given.insert("smoothing", torch::tensor(kSmoothing, at::kDouble));
    write_python_archive(in, given);
    reference_ = new c10::IValue(python_reference("regularisation.py", {in.string()}, directory.path() / "out.pt"));
  }
  static void TearDownTestSuite() { delete std::exchange(reference_, nullptr); }

  static ImageClassification make_problem(bool replay = false) {
    torch::manual_seed(6);
    ImageSet images{.images = torch::randint(0, 256, {kImages, 3, 32, 32}, at::kByte),
                    .labels = torch::randint(0, 10, {kImages}, at::kLong)};
    return ImageClassification(ResNet18(ResNet18Options{.width = 8}).ptr(), {.train = std::move(images)},
                               {.sampling = {.batch_size = SamplingOptions::kAllTerms, .seed = 3},
                                .cutout = 11,
                                .label_smoothing = kSmoothing,
                                .replay = replay});
  }

  /// int64 [kImages, 4], of the first epoch
  static at::Tensor cuts() {
    std::vector<std::int64_t> numbers;
    for (std::int64_t i = 0; i < kImages; ++i) {
      const Cut cut = draw_cut(11, 32, 3, 0, i);
      numbers.insert(numbers.end(), {cut.first_row, cut.last_row, cut.first_column, cut.last_column});
    }
    return torch::tensor(numbers).view({kImages, 4});
  }

  static at::Tensor expected(const std::string& key) { return tensor_entry(*reference_, key); }

  static inline c10::IValue* reference_ = nullptr;
};

TEST_F(RegularisationInPython, CutsTheSameSquares) {
  const auto problem = make_problem();
  const auto batch = make_batch(problem.train_set().images, torch::arange(kImages), {.cutout = 11, .seed = 3});
  EXPECT_TRUE(torch::equal(batch, expected("cut")));
}

TEST_F(RegularisationInPython, SmoothsLabelsToTheSameLossAndGradient) {
  for (const bool replay : {false, true}) {
    auto problem = make_problem(replay);
    const auto loss = problem.gradient(*problem.epoch({}).begin());
    EXPECT_NEAR(loss.value(), expected("loss").item<double>(), 1e-5);
    EXPECT_LT(relative_difference(problem.parameters()[60].second.grad(), expected("gradient")), 1e-4);
  }
}

TEST_F(RegularisationInPython, ScoresTheMeanLogitsOfImagesAndTheirMirrorImages) {
  auto problem = make_problem();
  at::Tensor logits;
  const auto score = score_images(*problem.network(), problem.train_set(),
                                  {.flip = true, .on_logits = [&](const at::Tensor& batch) { logits = batch; }});
  EXPECT_NEAR(score.loss, expected("mirrored_loss").item<double>(), 1e-5);
  EXPECT_TRUE(torch::equal(logits.argmax(1), expected("mirrored_predictions")));
}

}  // namespace
}  // namespace largestep
