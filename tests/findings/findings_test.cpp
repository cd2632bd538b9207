#include "findings/findings.h"

#include <gmock/gmock.h>

#include "findings/summary_fixture.h"

namespace largestep {
namespace {

/// Each run a setting of its own.
Findings findings_of(const std::vector<RunSummary>& runs) {
  std::vector<SeedGroup> groups;
  for (std::size_t i = 0; i < runs.size(); ++i) groups.push_back({runs[i].label, {i}});
  return largestep::findings_of(groups, runs);
}

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Findings, NameTheLowerErrorThePointsAndTheSparserFeatures) {
  const auto findings = findings_of({summary_of("small", 0.1429, 0.987), summary_of("large", 0.0561, 0.63)});
  EXPECT_EQ(findings.title, "large has the lower test error, 5.61 % against 14.29 % of small");
  EXPECT_EQ(findings.headline,
            "large has the lower final test error, 5.61 %, 8.68 points below small (14.29 %). It also has the lower "
            "distinct active fraction in block 5, 63.00 % against 98.70 % (small): its features are the sparser ones.");
  EXPECT_THAT(findings.notes, IsEmpty());
}

TEST(Findings, SayWhenTheSparserRunIsNotTheBetterOne) {
  const auto findings = findings_of({summary_of("small", 0.1, 0.9), summary_of("large", 0.2, 0.5)});
  EXPECT_THAT(findings.headline, HasSubstr("small has the lower final test error"));
  EXPECT_THAT(findings.headline, HasSubstr("The sparser features are not in that run: large has the lower distinct"));
}

TEST(Findings, CallATieATie) {
  const auto findings = findings_of({summary_of("a", 0.1, 0.5), summary_of("b", 0.10001, 0.5)});
  EXPECT_EQ(findings.title, "a and b have the same test error, 10.00 %");
  EXPECT_EQ(findings.headline,
            "a and b share the same final test error, 10.00 %. a and b have the same distinct active fraction in block "
            "5, 50.00 %.");
}

TEST(Findings, CompareTheBestOfThreeWithTheSecond) {
  const auto findings = findings_of({summary_of("a", 0.3, 0.9), summary_of("b", 0.1, 0.5), summary_of("c", 0.2, 0.7)});
  EXPECT_THAT(findings.headline, HasSubstr("b has the lowest final test error, 10.00 %, 10.00 points below c"));
}

TEST(Findings, SayWhenSeedsDifferByMore) {
  const std::vector<RunSummary> runs{summary_of("a-0", 0.10, 0.9), summary_of("a-1", 0.20, 0.9),
                                     summary_of("b-0", 0.18, 0.9), summary_of("b-1", 0.16, 0.9)};
  EXPECT_EQ(largestep::findings_of({{"a", {0, 1}}, {"b", {2, 3}}}, runs).title,
            "a has the lower test error, 15.00 % against 17.00 % of b, less than seeds differ");
}

TEST(Findings, CompareTestLossesWhereThereAreNoErrors) {
  auto a = summary_of("a", NAN, NAN, 0.1), b = summary_of("b", NAN, NAN, 0.2);
  a.test_loss = 0.4;
  b.test_loss = 0.3;
  EXPECT_EQ(findings_of({a, b}).title, "b has the lower test loss, 0.3 against 0.4 of a");
}

TEST(Findings, GiveASingleRunItsNumbers) {
  EXPECT_EQ(findings_of({summary_of("large", 0.0561, 0.63)}).title, "large has a test error of 5.61 % after 10 epochs");
  EXPECT_EQ(findings_of({summary_of("large", 0.0561, 0.63)}).headline,
            "large has a test error of 5.61 % after 10 epochs. In block 5, 80.00 % of its activations are active; "
            "counting units that duplicate each other once, 63.00 %.");
}

TEST(Findings, LeaveOutARunWithoutEvaluationAndSaySo) {
  auto unfinished = summary_of("b", kNaN, kNaN, kNaN);
  unfinished.status = "running";
  const auto findings = findings_of({summary_of("a", 0.2, 0.5), unfinished});
  EXPECT_THAT(findings.headline,
              HasSubstr("a has a test error of 20.00 % after 10 epochs. In block 5, 80.00 % of its "));
  EXPECT_THAT(findings.headline, HasSubstr("b has no finished evaluation yet."));
  EXPECT_THAT(findings.notes, Contains(HasSubstr("b has not finished: its figures are those after 10 epochs.")));
}

TEST(Findings, SayThatAWorseRunIsAlsoLessTrained) {
  const auto findings = findings_of({summary_of("a", 0.1, 0.5, 0.1), summary_of("b", 0.2, 0.9, 0.9)});
  EXPECT_THAT(findings.notes, Contains(HasSubstr("training loss of b is higher, 0.9 against 0.1")));
  EXPECT_THAT(findings_of({summary_of("a", 0.1, 0.5, 0.9), summary_of("b", 0.2, 0.9, 0.1)}).notes, IsEmpty());
}

TEST(Findings, SumUpWhenManyAreLessTrained) {
  std::vector<RunSummary> runs{summary_of("best", 0.1, 0.5, 0.1)};
  for (int i = 0; i < 5; ++i) runs.push_back(summary_of("other" + std::to_string(i), 0.2, 0.9, 0.9));
  const auto findings = findings_of(runs);
  ASSERT_EQ(findings.notes.size(), 1u);
  EXPECT_THAT(findings.notes[0], HasSubstr("5 of the others end with a training loss more than half above the 0.1"));
}

TEST(Findings, CompareMeansOverSeedsAndSaySo) {
  const std::vector<RunSummary> runs{summary_of("a0", 0.1, 0.5), summary_of("a1", 0.2, 0.5),
                                     summary_of("b0", 0.3, 0.9)};
  const auto findings = largestep::findings_of({{"a", {0, 1}}, {"b0", {2}}}, runs);
  EXPECT_THAT(findings.headline,
              testing::StartsWith("By the means over seeds: a has the lower final test error, 15.00 %"));
  EXPECT_THAT(findings.stabilization, testing::ElementsAre("No large step size is decayed in a0, a1 and b0."));
}

TEST(Findings, NeverPassSyntheticImagesOffAsCifar) {
  auto synthetic = summary_of("a", 0.1, 0.5);
  synthetic.dataset = "synthetic images (not CIFAR-10)";
  const auto findings = findings_of({synthetic, summary_of("b", 0.2, 0.9)});
  EXPECT_THAT(findings.notes, Contains(HasSubstr("different data")));
  EXPECT_THAT(findings.notes, Contains(HasSubstr("say nothing about CIFAR-10")));
}

TEST(Findings, GiveTheLossesOfARunWithoutClasses) {
  auto regression = summary_of("fit", kNaN, kNaN, 0.0081);
  regression.last_block_active = kNaN;
  EXPECT_EQ(findings_of({regression}).headline, "fit has a training loss of 0.0081 after 10 epochs.");
  regression.test_loss = 0.0107;
  regression.epochs = 1;
  EXPECT_EQ(findings_of({regression}).headline,
            "fit has a training loss of 0.0081 and a test loss of 0.0107 after 1 epoch.");
  EXPECT_THAT(findings_of({regression, regression}).notes, IsEmpty());
}

TEST(Findings, LeaveARunWithoutTestErrorOutOfAComparisonButGiveItsLosses) {
  const auto findings =
      findings_of({summary_of("a", 0.2, 0.5), summary_of("b", 0.1, 0.5), summary_of("fit", kNaN, kNaN, 0.0081)});
  EXPECT_THAT(findings.notes, Contains("fit has no test error and is left out of the comparison; it has a training "
                                       "loss of 0.0081 after 10 epochs."));
}

TEST(Findings, SayOnceThatARunDivergedBeforeAnyEvaluation) {
  auto diverged = summary_of("a", kNaN, kNaN, kNaN);
  diverged.status = "diverged";
  diverged.last_block_active = kNaN;
  const auto findings = findings_of({diverged});
  EXPECT_EQ(findings.headline, "a diverged before its first evaluation.");
  EXPECT_THAT(findings.notes, IsEmpty());
}

TEST(Findings, SayThatARunHasEndedWithoutSayingSo) {
  auto killed = summary_of("a", 0.2, 0.5);
  killed.status = "interrupted";
  EXPECT_THAT(findings_of({killed}).notes,
              Contains("a has ended without saying so: its figures are those after 10 epochs; --resume continues it."));
}

}  // namespace
}  // namespace largestep
