#include "findings/figure_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace largestep {
namespace {

TEST(EpochText, HasNoExponent) {
  EXPECT_EQ(epoch_text(2e-05), "0");
  EXPECT_EQ(epoch_text(0.754), "0.75");
  EXPECT_EQ(epoch_text(6.0), "6");
  EXPECT_EQ(epoch_text(1317.6), "1318");
  EXPECT_EQ(epoch_text(1e7), "10000000");
  EXPECT_EQ(epoch_text(std::numeric_limits<double>::quiet_NaN()), "-");
}

TEST(EpochsText, KnowsOneFromMany) {
  EXPECT_EQ(epochs_text(1), "1 epoch");
  EXPECT_EQ(epochs_text(0.5), "0.5 epochs");
  EXPECT_EQ(epochs_text(2635.25), "2635 epochs");
}

TEST(TimesText, RoundsToTwoDigitsWithoutExponent) {
  EXPECT_EQ(times_text(1.54), "1.5");
  EXPECT_EQ(times_text(9.99), "10");
  EXPECT_EQ(times_text(253.0), "250");
  EXPECT_EQ(times_text(99'600.0), "100000");
  EXPECT_EQ(times_text(1e11), "more than 100000");
  EXPECT_EQ(times_text(std::numeric_limits<double>::infinity()), "more than 100000");
}

TEST(FigureText, OfOneSeedHasTwoDigits) {
  EXPECT_EQ(rough_per_cent(0.4355), "44 %");
  EXPECT_EQ(rough_per_cent(0.0561), "5.6 %");
  EXPECT_EQ(rough_per_cent(0.0996), "10 %");
  EXPECT_EQ(rough_per_cent(std::nan("")), "-");
}

}  // namespace
}  // namespace largestep
