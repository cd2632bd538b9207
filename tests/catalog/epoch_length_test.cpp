#include "catalog/epoch_length.h"

#include <gmock/gmock.h>

#include "catalog/problem_catalog.h"
#include "expect_error.h"
#include "settings/setting_values.h"

namespace largestep {
namespace {

std::optional<std::int64_t> steps(const SettingValues& values) { return steps_per_epoch(resolve_settings({}, values)); }

TEST(EpochLength, OfADataSetIsThatOfItsPublishedTrainingImages) {
  EXPECT_EQ(steps({}), 50'000 / 256);
  EXPECT_EQ(steps({{"dataset", "svhn"}, {"batch-size", "100"}}), 732);
  EXPECT_EQ(steps({{"train-size", "1000"}, {"validation-size", "200"}, {"batch-size", "10"}}), 80);
  EXPECT_EQ(steps({{"problem", "mlp-cifar10"}}), 50'000 / 64);
}

TEST(EpochLength, OfPicturesInFoldersIsKnownFromTheTrainSizeOnly) {
  EXPECT_EQ(steps({{"dataset", "folder"}}), std::nullopt);
  EXPECT_EQ(steps({{"dataset", "folder"}, {"train-size", "512"}}), 2);
}

TEST(EpochLength, OfASmallProblemIsThatOfItsTerms) {
  EXPECT_EQ(steps({{"problem", "diagonal-network"}}), 80);
  EXPECT_EQ(steps({{"problem", "svm"}, {"batch-size", "7"}}), 200 / 7);
  EXPECT_EQ(steps({{"problem", "svm"}, {"method", "gd"}, {"replacement", "false"}}), 1);
}

TEST(EpochLength, IsRefusedWhereThereIsNoBatch) {
  expect_error(ErrorKind::kInvalidArgument, {"batch-size is 256, but there are only 6"}, [] {
    steps({{"train-size", "10"}, {"validation-size", "4"}});
  });
}

}  // namespace
}  // namespace largestep
