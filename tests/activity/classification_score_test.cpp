#include "activity/classification_score.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

namespace largestep {
namespace {

TEST(ClassificationCounter, ScoresAreThoseWorkedOutByHand) {
  ClassificationCounter counter(3);
  counter.add(torch::tensor({{2.0f, 0.0f, 0.0f}, {0.0f, 2.0f, 0.0f}}), torch::tensor({0L, 0L}));
  counter.add(torch::tensor({{0.0f, 0.0f, 2.0f}}), torch::tensor({2L}));
  const auto score = counter.score();
  const double normaliser = std::log(std::exp(2.0) + 2.0);
  EXPECT_EQ(score.images, 3);
  EXPECT_NEAR(score.loss, ((normaliser - 2) + normaliser + (normaliser - 2)) / 3, 1e-6);
  EXPECT_DOUBLE_EQ(score.accuracy(), 2.0 / 3);
  EXPECT_EQ(score.confusion, (std::vector<std::vector<std::int64_t>>{{1, 1, 0}, {0, 0, 0}, {0, 0, 1}}));
  EXPECT_DOUBLE_EQ(score.per_class_accuracy().at(0), 0.5);
  EXPECT_TRUE(std::isnan(score.per_class_accuracy().at(1)));
}

}  // namespace
}  // namespace largestep
