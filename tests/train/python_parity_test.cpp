#include <gtest/gtest.h>
#include <torch/torch.h>

#include "archive_values.h"
#include "checkpoint/archive_writer.h"
#include "cifar/synthetic_image.h"
#include "data/augment.h"
#include "kernels/own_kernels.h"
#include "model/networks/resnet18.h"
#include "problems/image_classification.h"
#include "train/checkpointer.h"
#include "train/loop.h"

namespace largestep {
namespace {

constexpr std::int64_t kBatch = 32;
constexpr std::int64_t kSteps = 20;

ImageSet drawn_images(std::int64_t count) {
  ImageSet set{.images = torch::empty({count, 3, 32, 32}, torch::kByte), .labels = torch::arange(count) % 10};
  SplitMix64 random(7);
  for (std::int64_t i = 0; i < count; ++i) {
    draw_synthetic_image(
        static_cast<int>(i % 10), random,
        std::span<std::uint8_t, kCifarImageBytes>(set.images[i].data_ptr<std::uint8_t>(), kCifarImageBytes));
  }
  return set;
}

/// Keeps the losses.
struct Losses final : TrainingObserver {
  Verdict on_step(const StepEvent& event) override {
    losses.push_back(event.loss.on_device());
    return stop_after == event.at.step ? Verdict::kStop : Verdict::kContinue;
  }
  std::vector<at::Tensor> losses;
  std::int64_t stop_after = 0;
};

/// ResNet-18 of width 8 with momentum, L2, augmentation and a decay at half of 21 steps, here and in Python from the
/// same weights on the same batches, in float32. The last step is kept for what is read from the other side's
/// checkpoint.
class TrainingInPython : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    // Rounding as in Python, by the same operations and over the same split of sums: what differs in the last place
    // grows a hundredfold a step. The kernels of our own are compared one step at a time (tests/model).
    at::set_num_threads(1);
    use_own_kernels(false);
    directory_ = new TemporaryDirectory();
    auto here = Training();
    write_python_archive(input(), task(here));
    reference_ = new c10::IValue(python_reference("resnet18_training.py", {input().string()}, path("reference.pt")));
  }
  static void TearDownTestSuite() {
    use_own_kernels(true);
    delete std::exchange(reference_, nullptr);
    delete std::exchange(directory_, nullptr);
  }

  struct Training {
    ImageClassification problem = make_problem();
    Sgd sgd{problem.parameters(), {.momentum = 0.9, .weight_decay = 5e-4}};
    StepSizeSchedule schedule{large_then_decay()};
    TrainingState state{problem, sgd, nullptr};

    std::vector<at::Tensor> run(std::int64_t stop_after, const Progress& from = {}) {
      Losses losses;
      losses.stop_after = stop_after;
      train(problem, sgd, schedule, {.epochs = 1}, losses, from);
      return losses.losses;
    }
  };

  static ScheduleOptions large_then_decay() {
    ScheduleOptions options;
    options.schedule = "large-then-decay";
    return options;
  }

  static ImageClassification make_problem() {
    torch::manual_seed(2);
    return ImageClassification(ResNet18(ResNet18Options{.width = 8}).ptr(),
                               {.train = drawn_images(kBatch * (kSteps + 1))},
                               {.sampling = {.batch_size = kBatch, .seed = 5}, .augment = true});
  }

  /// What Python is to do: initial state, batches as they are drawn here, step sizes.
  static c10::IValue task(Training& here) {
    auto state = c10::impl::GenericDict(c10::AnyType::get(), c10::AnyType::get());
    for (const auto& [name, tensor] : take_checkpoint(here.state, {}, {}).model) state.insert(name, tensor);
    std::vector<at::Tensor> images, labels;
    std::vector<double> step_sizes;
    const auto& set = here.problem.train_set();
    for (const Batch& batch : here.problem.epoch({})) {
      images.push_back(make_batch(set.images, batch.indices, {.augment = true, .seed = 5, .epoch = 0}));
      labels.push_back(set.labels.index_select(0, batch.indices));
      step_sizes.push_back(here.schedule.at(batch.elapsed_epochs));
    }
    auto dict = c10::impl::GenericDict(c10::AnyType::get(), c10::AnyType::get());
    dict.insert("state", state);
    dict.insert("images", torch::stack(images).contiguous());
    dict.insert("labels", torch::stack(labels));
    dict.insert("step_sizes", torch::tensor(step_sizes, torch::kDouble));
    return dict;
  }

  static std::filesystem::path path(const char* name) { return directory_->path() / name; }
  static std::filesystem::path input() { return path("input.pt"); }

  /// Every parameter and buffer within `tolerance`, relative to its largest entry.
  static void expect_same_state(Training& here, const c10::IValue& expected, double tolerance) {
    for (const auto& [name, tensor] : take_checkpoint(here.state, {}, {}).model) {
      EXPECT_LT(relative_difference(tensor, tensor_entry(expected, name)), tolerance) << name;
    }
  }

  static inline TemporaryDirectory* directory_ = nullptr;
  static inline c10::IValue* reference_ = nullptr;
};

TEST_F(TrainingInPython, HasTheSameLossAtEachOfTwentyStepsAndTheSameWeightsAfterThem) {
  Training here;
  const auto losses = here.run(kSteps);
  ASSERT_EQ(losses.size(), static_cast<std::size_t>(kSteps));
  const auto expected = tensor_entry(*reference_, "losses");
  for (std::int64_t i = 0; i < kSteps; ++i) {
    const auto loss = losses[static_cast<std::size_t>(i)].item<double>();
    EXPECT_NEAR(loss / expected[i].item<double>(), 1.0, 1e-4) << "step " << i + 1;
  }
  expect_same_state(here, entry(*reference_, "state"), 1e-3);
}

TEST_F(TrainingInPython, GoesOnFromOurCheckpointWithItsMomentum) {
  Training here;
  here.run(kSteps);
  save_checkpoint(path("ours.pt"),
                  take_checkpoint(here.state, {0, kSteps, kSteps}, {.problem = "resnet18-cifar10", .config = ""}));
  const auto there =
      python_reference("resnet18_training.py", {input().string(), path("ours.pt").string()}, path("continued.pt"));
  const auto losses = here.run(0, {0, kSteps, kSteps});
  EXPECT_NEAR(losses.at(0).item<double>() / tensor_entry(there, "last_loss").item<double>(), 1.0, 1e-5);
  expect_same_state(here, entry(there, "last_state"), 1e-4);
}

TEST_F(TrainingInPython, IsContinuedHereFromItsModelAndOptimizerState) {
  WeightsFile file(path("reference.pt").string() + ".python");
  Checkpoint checkpoint{.model = file.groups().front().tensors};
  checkpoint.momentum = file.momentum(checkpoint.model);
  Training here;
  EXPECT_EQ(checkpoint.momentum.size(), here.problem.parameters().size());
  restore_checkpoint(checkpoint, here.state);
  const auto losses = here.run(0, {0, kSteps, kSteps});
  EXPECT_NEAR(losses.at(0).item<double>() / tensor_entry(*reference_, "last_loss").item<double>(), 1.0, 1e-5);
  expect_same_state(here, entry(*reference_, "last_state"), 1e-4);
}

}  // namespace
}  // namespace largestep
