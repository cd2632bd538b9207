#include "findings/large_phase_claims.h"

#include <gmock/gmock.h>

#include "findings/summary_fixture.h"

namespace largestep {
namespace {

using testing::Contains;
using testing::HasSubstr;

RunSummary run_of(double share, double error, std::array<double, 5> distinct, const std::string& seed = "0") {
  auto run = summary_of("run", error, 0);
  run.large_share = share;
  run.largest_step_size = share > 0 ? 1.5 : 0.007;
  run.train_error = 0.0001;
  run.seed = seed;
  for (std::size_t i = 0; i < distinct.size(); ++i) run.*kDistinct[i] = distinct[i];
  return run;
}

std::vector<RunSummary> miniature() {
  return {run_of(0.5, 0.4047, {.742, .673, .373, .359, .798}), run_of(0, 0.525, {.684, .643, .649, .614, .992}),
          run_of(0.1, 0.4766, {.658, .683, .468, .352, .875}), run_of(0.3, 0.4401, {.731, .642, .400, .447, .863})};
}

std::vector<SeedGroup> each_alone(const std::vector<RunSummary>& runs) {
  std::vector<SeedGroup> groups;
  for (std::size_t i = 0; i < runs.size(); ++i) groups.push_back({"run", {i}});
  return groups;
}

LargePhaseClaims claims_of(const std::vector<RunSummary>& runs) {
  return large_phase_claims(by_large_share(each_alone(runs), runs), runs);
}

TEST(LargePhaseClaims, SayWhereLongerIsNotSparserAnywhere) {
  const auto runs =
      std::vector{run_of(0, 0.525, {.684, .643, .649, .614, .992}), run_of(0.1, 0.4766, {.658, .683, .400, .352, .863}),
                  run_of(0.3, 0.4401, {.731, .642, .468, .447, .875})};
  EXPECT_THAT(claims_of(runs).remarks, Contains("Among those with a large step size, longer does not mean sparser in "
                                                "any of blocks 3, 4 and 5."));
}

TEST(LargePhaseClaims, AreThePapersWhereTheyHoldWithTwoDigitsOfASingleSeed) {
  const auto found = claims_of(miniature());
  EXPECT_THAT(
      found.claims,
      testing::ElementsAre(
          "The longer the step size stays large, the lower the test error: 52 % without, and 48, 44 and 40 % with 10, "
          "30 and 50 % of the run at a large step size.",
          "All 4 runs fit the training set (training error 0.01 % at most), so the difference is not one of how far "
          "they "
          "are trained.",
          "With a large step size the features are the sparser ones in blocks 3, 4 and 5 (distinct active fractions in "
          "that order: block 3 0.65, 0.47, 0.40, 0.37; block 4 0.61, 0.35, 0.45, 0.36; block 5 0.99, 0.88, 0.86, "
          "0.80)."));
  EXPECT_THAT(found.remarks, testing::ElementsAre(
                                 "Among those with a large step size, the longer it stays the sparser in blocks 3 and "
                                 "5, not in block 4.",
                                 "Block 1 does not get sparser: 0.68 without, and 0.66, 0.73 and 0.74 with 10, 30 and "
                                 "50 % of the run at a large step size.",
                                 HasSubstr("One seed a setting")));
}

TEST(LargePhaseClaims, AreDeniedWhereTheyDoNotHold) {
  auto runs = miniature();
  runs[3].test_error = 0.50;
  runs[3].block4_distinct = 0.7;
  runs[1].train_error = 0.26;
  const auto found = claims_of(runs);
  EXPECT_EQ(found.title,
            "The test error does not fall with every longer large step size; the features are sparser in blocks 3 and "
            "5, not in block 4");
  EXPECT_THAT(found.claims[0], testing::StartsWith("The test error does not fall with every longer"));
  EXPECT_THAT(found.claims[1], HasSubstr("Not all fit the training set"));
  EXPECT_THAT(found.claims[1], HasSubstr("training error 26.00 % without, and 0.01, 0.01 and 0.01 % with"));
  EXPECT_THAT(found.claims[2], HasSubstr("in blocks 3 and 5, not in block 4 ("));
}

TEST(LargePhaseClaims, GiveMeansWithIntervalsAndCountTheSeedsInWhichTheyHold) {
  const std::vector<RunSummary> runs{
      run_of(0, 0.53, {.7, .6, .65, .61, .99}, "2"), run_of(0, 0.51, {.7, .6, .64, .62, .99}, "3"),
      run_of(0.5, 0.41, {.7, .6, .45, .38, .84}, "2"), run_of(0.5, 0.39, {.7, .6, .66, .37, .87}, "3")};
  const auto found = large_phase_claims(by_large_share({{"small", {0, 1}}, {"large", {2, 3}}}, runs), runs);
  // 12.706 is the quantile for one degree of freedom: 12.706 * 0.01.
  EXPECT_THAT(found.claims[0], HasSubstr("52.0 ± 13 % without, and 40.0 ± 13 % with 50 % of the run at a large step "
                                         "size; it falls with each in 2 of 2 seeds."));
  EXPECT_THAT(found.claims[2], HasSubstr("); in all three of them in 1 of 2 seeds."));
  EXPECT_THAT(found.claims[1], testing::StartsWith("All 4 runs fit"));
  EXPECT_THAT(found.remarks, Contains(HasSubstr("half the 95 % interval")));
}

TEST(LargePhaseClaims, SayWhichFiguresAreOfOneSeedWhereOthersAreOfSeveral) {
  const std::vector<RunSummary> runs{run_of(0, 0.53, {.7, .6, .65, .61, .99}, "2"),
                                     run_of(0.5, 0.41, {.7, .6, .45, .38, .84}, "2"),
                                     run_of(0.5, 0.39, {.7, .6, .66, .37, .87}, "3")};
  const auto found = large_phase_claims(by_large_share({{"small", {0}}, {"large", {1, 2}}}, runs), runs);
  EXPECT_THAT(found.claims[0], HasSubstr("53 % without, and 40.0 ± 13 % with"));
  EXPECT_EQ(
      found.remarks.back(),
      "±: half the 95 % interval of the mean over the seeds (Student's t). Figures without it are of one seed: how "
      "far another would move them is not known.");
}

TEST(LargePhaseClaims, WantFinishedRunsOfDifferentLengths) {
  auto runs = miniature();
  const auto comparable = [&] { return !by_large_share(each_alone(runs), runs).empty(); };
  EXPECT_TRUE(comparable());
  runs[3].large_share = 0.101;
  EXPECT_FALSE(comparable()) << "two of the same length";
  runs = miniature();
  runs[0].status = "running";
  EXPECT_FALSE(comparable()) << "not finished";
  runs = miniature();
  runs[0].dataset = "synthetic images (not CIFAR-10)";
  EXPECT_FALSE(comparable()) << "other data";
  runs = miniature();
  runs[2].experiment = "another width";
  EXPECT_FALSE(comparable()) << "other settings than the step size";
  runs = miniature();
  runs[1].largest_step_size = 1.5;
  EXPECT_FALSE(comparable()) << "a constant step size that is large is not \"without\"";
  runs = {run_of(0, 0.5, {.7, .6, .65, .61, .99})};
  EXPECT_FALSE(comparable()) << "a single run";
}

}  // namespace
}  // namespace largestep
