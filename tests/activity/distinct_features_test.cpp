#include "activity/distinct_features.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "archive_values.h"
#include "expect_error.h"

namespace largestep {
namespace {

TEST(DistinctFeatures, AgreesWithNumPy) {
  const TemporaryDirectory directory;
  for (const auto* seed : {"0", "1", "2"}) {
    const auto reference = python_reference("distinct_features.py", {seed}, directory.path() / "reference.pt");
    const auto result = distinct_features(tensor_entry(reference, "features"));
    EXPECT_NEAR(result.distinct_active_fraction, tensor_entry(reference, "distinct").item<double>(), 1e-12);
    EXPECT_EQ(result.duplicates, entry(reference, "duplicates").toInt());
    EXPECT_EQ(result.never_active, entry(reference, "never_active").toInt());
    EXPECT_GE(result.duplicates, 3);
  }
}

TEST(DistinctFeatures, OfTwoEqualUnitsTheLaterSurvives) {
  torch::manual_seed(0);
  auto features = torch::rand({100, 3});
  features.select(1, 2).copy_(features.select(1, 0) * 3);
  features.select(1, 2).narrow(0, 0, 1).zero_();  // 99 positive entries instead of 100
  const auto result = distinct_features(features);
  EXPECT_EQ(result.duplicates, 1);
  EXPECT_NEAR(result.distinct_active_fraction, 199.0 / 300, 1e-12);
}

/// Their correlation is 0 / 0, and stays undefined where the mean is rounded.
TEST(DistinctFeatures, ConstantUnitsAreNoDuplicates) {
  torch::manual_seed(0);
  auto features = torch::rand({1001, 150});
  for (const std::int64_t unit : {3, 64, 149}) features.select(1, unit).fill_(0.1 + static_cast<double>(unit));
  EXPECT_EQ(distinct_features(features).duplicates, 0);
  EXPECT_EQ(distinct_features(features.to(torch::kDouble)).duplicates, 0);
}

/// Across the borders of the panels that the correlations are computed in.
TEST(DistinctFeatures, FindsEveryPairOfDuplicatesAmongMany) {
  torch::manual_seed(0);
  auto features = torch::rand({400, 300});
  std::int64_t pairs = 0;
  for (const auto& [unit, copy] : std::vector<std::pair<std::int64_t, std::int64_t>>{
           {0, 127}, {1, 128}, {2, 299}, {130, 255}, {131, 256}, {257, 298}}) {
    features.select(1, copy).copy_(features.select(1, unit) * 2);
    ++pairs;
  }
  EXPECT_EQ(distinct_features(features).duplicates, pairs);
}

TEST(DistinctFeatures, AllDeadGivesZero) {
  EXPECT_EQ(distinct_features(torch::zeros({5, 4})).distinct_active_fraction, 0.0);
}

TEST(DistinctFeatures, RefusesWhatIsNoFeatureMatrix) {
  expect_error(ErrorKind::kInvalidArgument, {"float32 or float64 matrix"},
               [&] { distinct_features(torch::zeros({5})); });
  expect_error(ErrorKind::kInvalidArgument, {"float32 or float64 matrix"}, [&] {
    distinct_features(torch::zeros({1, 5}));
  });
  expect_error(ErrorKind::kInvalidArgument, {"float32 or float64 matrix"}, [&] {
    distinct_features(torch::zeros({5, 5}, torch::kLong));
  });
  expect_error(ErrorKind::kInvalidArgument, {"threshold is 1,"}, [&] { distinct_features(torch::zeros({5, 5}), 1.0); });
}

TEST(SampleUnits, AreDifferentRepeatableAndOrderedWhenAllAreTaken) {
  const auto units = sample_units(5000, 1000, 0, 3);
  EXPECT_EQ(units.numel(), 1000);
  EXPECT_EQ(std::get<0>(at::_unique(units)).numel(), 1000);
  EXPECT_TRUE(torch::equal(units, sample_units(5000, 1000, 0, 3)));
  EXPECT_FALSE(torch::equal(units, sample_units(5000, 1000, 0, 4)));
  EXPECT_FALSE(torch::equal(units, sample_units(5000, 1000, 1, 3)));
  EXPECT_TRUE(torch::equal(sample_units(128, 1000, 0, 0), torch::arange(128)));
}

}  // namespace
}  // namespace largestep
