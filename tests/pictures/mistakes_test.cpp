#include "pictures/mistakes.h"

#include <gmock/gmock.h>

#include <cmath>

namespace largestep {
namespace {

TEST(SurestMistakes, ComeInOrderOfTheProbabilityGivenToTheWrongClass) {
  const auto logits = torch::log(torch::tensor({{0.7, 0.2, 0.1}, {0.1, 0.6, 0.3}, {0.05, 0.9, 0.05}, {0.3, 0.3, 0.4}}));
  const auto labels = torch::tensor({0, 2, 0, 1}, torch::kLong);
  const auto mistakes = surest_mistakes(logits, labels, 2);
  ASSERT_EQ(mistakes.size(), 2u);
  EXPECT_EQ(mistakes[0].index, 2);
  EXPECT_EQ(mistakes[0].truth, 0);
  EXPECT_EQ(mistakes[0].predicted, 1);
  EXPECT_NEAR(mistakes[0].probability, 0.9, 1e-6);
  EXPECT_EQ(mistakes[1].index, 1);
  EXPECT_EQ(surest_mistakes(logits, labels, 9).size(), 3u);
  EXPECT_TRUE(surest_mistakes(logits, logits.argmax(1), 9).empty());
}

}  // namespace
}  // namespace largestep
