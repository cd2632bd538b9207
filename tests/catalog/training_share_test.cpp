#include "catalog/training_share.h"

#include <gtest/gtest.h>

#include "expect_error.h"

namespace largestep {
namespace {

Settings sizes(std::int64_t train, std::int64_t validation) {
  Settings settings;
  settings.train_size = train;
  settings.validation_size = validation;
  return settings;
}

TEST(TrainingShare, IsAllWithoutSizes) {
  const auto share = training_share(sizes(0, 0), 150, "rows");
  EXPECT_EQ(share.trained, 150);
  EXPECT_EQ(share.held_out, 0);
}

TEST(TrainingShare, HoldsOutTheLastOfTheFirst) {
  const auto share = training_share(sizes(100, 30), 150, "rows");
  EXPECT_EQ(share.trained, 70);
  EXPECT_EQ(share.held_out, 30);
}

TEST(TrainingShare, RefusesMoreThanThereIs) {
  EXPECT_EQ(training_share(sizes(150, 149), 150, "rows").trained, 1);
  expect_error(ErrorKind::kInvalidArgument, {"train-size is 151, but there are 150 rows"},
               [] { training_share(sizes(151, 0), 150, "rows"); });
}

TEST(TrainingShare, RefusesToLeaveNothingToTrainOn) {
  expect_error(ErrorKind::kInvalidArgument,
               {"validation-size is 100, but must be below the 100 rows there are to train on"},
               [] { training_share(sizes(100, 100), 150, "rows"); });
}

}  // namespace
}  // namespace largestep
