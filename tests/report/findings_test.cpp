#include "report/findings.h"

#include <gmock/gmock.h>

#include <fstream>
#include <limits>

#include "run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

RunSummary run(const std::string& label, double test_error, double distinct, double train_loss = 0.1) {
  return {label, "finished", "CIFAR-10", 10, train_loss, test_error, 0.8, distinct};
}

TEST(Findings, NameTheLowerErrorThePointsAndTheSparserFeatures) {
  const auto findings = findings_of({run("small", 0.1429, 0.987), run("large", 0.0561, 0.63)});
  EXPECT_EQ(findings.headline,
            "large has the lower final test error, 5.61 %, 8.68 points below small (14.29 %). It also has the lower "
            "distinct active fraction in block 5, 63.00 % against 98.70 % (small): its features are the sparser ones.");
  EXPECT_THAT(findings.notes, IsEmpty());
}

TEST(Findings, SayWhenTheSparserRunIsNotTheBetterOne) {
  const auto findings = findings_of({run("small", 0.1, 0.9), run("large", 0.2, 0.5)});
  EXPECT_THAT(findings.headline, HasSubstr("small has the lower final test error"));
  EXPECT_THAT(findings.headline, HasSubstr("The sparser features are not in that run: large has the lower distinct"));
}

TEST(Findings, CallATieATie) {
  const auto findings = findings_of({run("a", 0.1, 0.5), run("b", 0.10001, 0.5)});
  EXPECT_EQ(findings.headline,
            "a and b share the same final test error, 10.00 %. a and b have the same distinct active fraction in block "
            "5, 50.00 %.");
}

TEST(Findings, CompareTheBestOfThreeWithTheSecond) {
  const auto findings = findings_of({run("a", 0.3, 0.9), run("b", 0.1, 0.5), run("c", 0.2, 0.7)});
  EXPECT_THAT(findings.headline, HasSubstr("b has the lowest final test error, 10.00 %, 10.00 points below c"));
}

TEST(Findings, GiveASingleRunItsNumbers) {
  EXPECT_EQ(findings_of({run("large", 0.0561, 0.63)}).headline,
            "large has a test error of 5.61 % after 10 epochs. In block 5, 80.00 % of its activations are active; "
            "counting units that duplicate each other once, 63.00 %.");
}

TEST(Findings, LeaveOutARunWithoutEvaluationAndSaySo) {
  auto unfinished = run("b", kNaN, kNaN, kNaN);
  unfinished.status = "running";
  const auto findings = findings_of({run("a", 0.2, 0.5), unfinished});
  EXPECT_THAT(findings.headline, HasSubstr("a has a test error of 20.00 %"));
  EXPECT_THAT(findings.notes, Contains(HasSubstr("b has no finished evaluation yet")));
  EXPECT_THAT(findings.notes, Contains(HasSubstr("b has not finished: its figures are those after 10 epochs.")));
}

TEST(Findings, SayThatAWorseRunIsAlsoLessTrained) {
  const auto findings = findings_of({run("a", 0.1, 0.5, 0.1), run("b", 0.2, 0.9, 0.9)});
  EXPECT_THAT(findings.notes, Contains(HasSubstr("training loss of b is higher, 0.9 against 0.1")));
  EXPECT_THAT(findings_of({run("a", 0.1, 0.5, 0.9), run("b", 0.2, 0.9, 0.1)}).notes, IsEmpty());
}

TEST(Findings, SumUpWhenManyAreLessTrained) {
  std::vector<RunSummary> runs{run("best", 0.1, 0.5, 0.1)};
  for (int i = 0; i < 5; ++i) runs.push_back(run("other" + std::to_string(i), 0.2, 0.9, 0.9));
  const auto findings = findings_of(runs);
  ASSERT_EQ(findings.notes.size(), 1u);
  EXPECT_THAT(findings.notes[0], HasSubstr("5 of the others end with a training loss more than half above the 0.1"));
}

TEST(Findings, CompareMeansOverSeedsAndSaySo) {
  const std::vector<RunSummary> runs{run("a0", 0.1, 0.5), run("a1", 0.2, 0.5), run("b0", 0.3, 0.9)};
  const auto findings = findings_of(runs, {run("a", 0.15, 0.5), run("b0", 0.3, 0.9)});
  EXPECT_THAT(findings.headline,
              testing::StartsWith("By the means over seeds: a has the lower final test error, 15.00 %"));
  EXPECT_EQ(findings.stabilization.size(), 3u);
}

TEST(Findings, NeverPassSyntheticImagesOffAsCifar) {
  auto synthetic = run("a", 0.1, 0.5);
  synthetic.dataset = "synthetic images (not CIFAR-10)";
  const auto findings = findings_of({synthetic, run("b", 0.2, 0.9)});
  EXPECT_THAT(findings.notes, Contains(HasSubstr("different data")));
  EXPECT_THAT(findings.notes, Contains(HasSubstr("say nothing about CIFAR-10")));
}

TEST(Summarise, ToleratesARunWithoutRunJsonAndEvaluation) {
  const TemporaryDirectory directory;
  const auto path = RunFixture().write(directory.path() / "run");
  for (const auto* name : {"run.json", "metrics.csv", "sparsity.csv"}) std::filesystem::remove(path / name);
  const auto summary = summarise(read_run(path));
  EXPECT_EQ(summary.status, "unknown");
  EXPECT_EQ(summary.epochs, 10);
  EXPECT_TRUE(std::isnan(summary.test_error));
  EXPECT_THAT(findings_of({summary}).headline, HasSubstr("no finished evaluation yet"));
}

TEST(SummaryTable, AlignsItsColumns) {
  const auto table = summary_table({run("a-rather-long-name", 0.0561, 0.63), run("b", kNaN, kNaN)});
  EXPECT_THAT(table, HasSubstr("a-rather-long-name      5.61 %"));
  EXPECT_THAT(table, Not(HasSubstr("nan")));
  const auto first = table.find('\n');
  const auto second = table.find('\n', first + 1);
  EXPECT_EQ(table.rfind("finished", second), table.find("status") + first + 1);
}

}  // namespace
}  // namespace largestep
