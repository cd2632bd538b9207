#include "train/checkpointer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "problems/image_classification.h"
#include "temporary_directory.h"
#include "train/loop.h"
#include "train/small_images.h"

namespace largestep {
namespace {

/// Counts what it is told, or refuses every checkpoint from a step on.
class Watcher final : public TrainingObserver {
 public:
  void on_checkpoint(const Progress& at) override {
    if (at.step >= refuse_from) fail(ErrorKind::kDiverged, "no");
    steps.push_back(at.step);
  }
  std::int64_t refuse_from = 1000;
  std::vector<std::int64_t> steps;
};

class CheckpointerTest : public testing::Test {
 protected:
  void train_epochs(std::int64_t epochs, const CheckpointerOptions& options, Progress from = {}) {
    Checkpointer checkpointer({problem_, sgd_, nullptr}, directory_.path(), {.problem = "p", .config = "c"}, options,
                              watcher_);
    train(problem_, sgd_, StepSizeSchedule(ScheduleOptions{.epochs = 9, .points = {}}), {.epochs = epochs},
          checkpointer, from);
  }
  std::filesystem::path checkpoints() const { return directory_.path() / "checkpoints"; }
  std::set<std::string> names() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(checkpoints())) names.insert(entry.path().filename());
    return names;
  }

  const TemporaryDirectory directory_;
  ImageClassification problem_ = three_step_problem();
  Sgd sgd_{problem_.parameters(), {.momentum = 0.9}};
  Watcher watcher_;
};

TEST_F(CheckpointerTest, AnnouncesEachOfItsCheckpoints) {
  train_epochs(3, {.every_epochs = 2, .every_steps = 2});
  // Of the even steps, 6 is the end of an epoch that is saved anyway; 9 is the end.
  EXPECT_THAT(watcher_.steps, testing::ElementsAre(2, 4, 6, 8, 9));
  EXPECT_THAT(names(), testing::ElementsAre("epoch-0002.pt", "last.pt"));
}

TEST_F(CheckpointerTest, CountsAnEpochAsCompleteAtItsLastStep) {
  train_epochs(1, {.every_steps = 3});
  const auto progress = load_checkpoint(checkpoints() / "last.pt").progress;
  EXPECT_EQ(progress.epoch, 1);
  EXPECT_EQ(progress.step_in_epoch, 0);
  EXPECT_EQ(progress.step, 3);
  EXPECT_THAT(watcher_.steps, testing::ElementsAre(3));
}

TEST_F(CheckpointerTest, KeepsTheNewestNumberedOnesAndFilesOfOthers) {
  std::filesystem::create_directories(checkpoints());
  for (const char* name : {"epoch-best.pt", "epoch-1.pt", "epoch-0009.pt", "mine.pt"}) {
    write_file_atomically(checkpoints() / name, "x");
  }
  train_epochs(4, {.every_epochs = 1, .keep = 2});
  EXPECT_THAT(names(), testing::ElementsAre("epoch-0003.pt", "epoch-0004.pt", "epoch-0009.pt", "epoch-1.pt",
                                            "epoch-best.pt", "last.pt", "mine.pt"));
}

TEST_F(CheckpointerTest, LeavesTheLastGoodOneWhenAnObserverObjects) {
  watcher_.refuse_from = 4;
  expect_error(ErrorKind::kDiverged, {"no"}, [&] { train_epochs(3, {.every_epochs = 2, .every_steps = 2}); });
  EXPECT_EQ(load_checkpoint(checkpoints() / "last.pt").progress.step, 2);
  EXPECT_THAT(names(), testing::ElementsAre("last.pt"));
}

}  // namespace
}  // namespace largestep
