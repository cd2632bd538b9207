#include "reproduce/reproduction_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace largestep {
namespace {

using testing::HasSubstr;

FinalFigures figures(double test_error, double distinct) {
  return {0.5, test_error, {.7, .7, .7, .7, .7}, {distinct, distinct, distinct, distinct, distinct}};
}

TEST(PublishedFigures, AreThoseOfTheTableInThePaper) {
  const auto longest = published_figures("sota", "large-50");
  ASSERT_TRUE(longest.has_value());
  EXPECT_EQ(longest->train_loss, 0.00042);
  EXPECT_EQ(longest->test_error, 0.0561);
  EXPECT_EQ(longest->active[3], 0.499);
  EXPECT_EQ(longest->distinct[4], 0.630);
  EXPECT_FALSE(published_figures("plain", "small").has_value());
}

TEST(ReproductionCsv, HoldsMeanSampleDeviationAndDifference) {
  const std::vector<ReproducedSetting> settings{
      {"large-50", {figures(0.10, 0.5), figures(0.12, 0.7)}, published_figures("sota", "large-50")}};
  const auto csv = reproduction_csv(settings);
  std::istringstream lines(csv);
  std::string line;
  while (std::getline(lines, line) && line.find("test_error") == std::string::npos) {
  }
  std::vector<double> cells;
  std::istringstream row(line.substr(line.find("test_error,") + 11));
  for (std::string cell; std::getline(row, cell, ',');) cells.push_back(std::stod(cell));
  ASSERT_EQ(cells.size(), 5u);
  EXPECT_NEAR(cells[0], 0.11, 1e-12);
  EXPECT_NEAR(cells[1], 0.0141421356, 1e-9);
  EXPECT_EQ(cells[2], 2);
  EXPECT_NEAR(cells[4], 0.11 - 0.0561, 1e-12);
}

TEST(Ordering, HoldsOnlyIfEveryStepFalls) {
  const std::vector<ReproducedSetting> falling{{"small", {figures(.3, .9)}, {}}, {"large-10", {figures(.2, .8)}, {}}};
  EXPECT_THAT(ordering_sentences(falling)[0], HasSubstr("falls the longer"));
  EXPECT_THAT(ordering_sentences(falling)[2], HasSubstr("falls the longer"));
  const std::vector<ReproducedSetting> mixed{{"small", {figures(.2, .9)}, {}}, {"large-10", {figures(.3, .8)}, {}}};
  EXPECT_THAT(ordering_sentences(mixed)[0], HasSubstr("does not"));
  EXPECT_THAT(ordering_sentences(mixed)[1], HasSubstr("falls the longer"));
  const std::vector<ReproducedSetting> missing{{"small", {figures(.2, .9)}, {}}, {"large-10", {}, {}}};
  EXPECT_THAT(ordering_sentences(missing)[0], HasSubstr("does not"));
}

TEST(ReproductionMarkdown, GivesMeanSpreadPublishedAndDifference) {
  const auto table = reproduction_markdown(
      {{"large-50", {figures(0.10, 0.5), figures(0.12, 0.7)}, published_figures("sota", "large-50")}});
  EXPECT_THAT(table, HasSubstr("| large-50      |     0.5000 |        11.00 |   0.700 / 0.600 |"));
  EXPECT_THAT(table, HasSubstr("|   ± 2 seeds   |     0.0000 |         1.41 |   0.000 / 0.141 |"));
  EXPECT_THAT(table, HasSubstr("|   published   |     0.0004 |         5.61 |   0.729 / 0.719 |"));
  EXPECT_THAT(table, HasSubstr("|   difference  |    +0.4996 |        +5.39 | -0.029 / -0.119 |"));
  EXPECT_THAT(table, HasSubstr("|---------------|-----------:|-------------:|----------------:|"));
}

TEST(ReproductionMarkdown, ShowsWhatIsMissingAsADash) {
  const auto table = reproduction_markdown({{"small", {}, published_figures("sota", "small")}});
  EXPECT_THAT(table, HasSubstr("14.29"));
  EXPECT_THAT(table, HasSubstr("- / -"));
}

}  // namespace
}  // namespace largestep
