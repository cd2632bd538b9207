#include "records/block_watch.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

#include "activity/active_fraction.h"
#include "model/activation_tap.h"
#include "train/small_images.h"

namespace largestep {
namespace {

TEST(BlockWatch, SeesWhatTheTapOfTheLastBlockSees) {
  auto problem = three_step_problem();
  const ProgressBar bar({.silent = false, .seconds_between_lines = 0});
  const StepRecorder recorder;
  BlockWatch watch(*problem.network(), bar, recorder);
  EXPECT_TRUE(std::isnan(watch.active_fraction()));

  double expected = 0.0;
  const auto subscription = subscribe(*problem.network(), "pooled",
                                      [&](const std::string&, const at::Tensor& x) { expected = active_fraction(x); });
  watch.on_step_begin({});
  problem.gradient(*problem.epoch({}).begin());
  watch.on_step({});
  EXPECT_NEAR(watch.active_fraction(), expected, 1e-6);

  // Between the steps that are shown nobody is subscribed.
  const double before = watch.active_fraction();
  problem.gradient(*problem.epoch({.epoch = 1}).begin());
  EXPECT_EQ(watch.active_fraction(), before);
}

TEST(BlockWatch, AQuietRunIsNotWatched) {
  auto problem = three_step_problem();
  const ProgressBar bar({.silent = true, .seconds_between_lines = 0});
  const StepRecorder recorder;
  BlockWatch watch(*problem.network(), bar, recorder);
  watch.on_step_begin({});
  problem.gradient(*problem.epoch({}).begin());
  EXPECT_TRUE(std::isnan(watch.active_fraction()));
}

}  // namespace
}  // namespace largestep
