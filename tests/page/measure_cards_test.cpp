#include "page/measure_cards.h"

#include <gmock/gmock.h>

#include <fstream>

#include "run_files/run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

TEST(MeasureCards, AppearForWhatTheRunsHave) {
  const TemporaryDirectory directory;
  const std::vector<RunData> runs{read_run(RunFixture{}.write(directory.path() / "without")),
                                  read_run(RunFixture{.measures = true}.write(directory.path() / "with"))};
  EXPECT_THAT(measures_section_html(runs), HasSubstr("data-curve=\"hessian:top_eigenvalue\""));
  EXPECT_THAT(measures_section_html(runs), Not(HasSubstr("converged")));
  EXPECT_THAT(channels_section_html(runs), HasSubstr("data-kind=\"histogram\""));
  EXPECT_THAT(block_cards_html(runs), HasSubstr("data-curve=\"duplicates:duplicates:block4\""));
  EXPECT_THAT(block_cards_html(runs), Not(HasSubstr("rank:")));
}

TEST(MeasureCards, AreAbsentWithoutMeasures) {
  const TemporaryDirectory directory;
  const std::vector<RunData> runs{read_run(RunFixture{}.write(directory.path() / "run"))};
  EXPECT_EQ(measures_section_html(runs), "");
  EXPECT_EQ(channels_section_html(runs), "");
  EXPECT_THAT(block_cards_html(runs), HasSubstr("data-curve=\"distinct:block5\""));
}

/// Directory of a run that measured both products, with these further settings.
RunData with_products(const std::filesystem::path& directory, const std::string& settings) {
  RunFixture{.measures = true}.write(directory);
  std::ofstream(directory / "measures.csv", std::ios::app)
      << "500,10,hessian,,step_size_times_eigenvalue,1\n500,10,sharpness,,step_size_times_sharpness,1\n";
  std::ofstream(directory / "config.toml") << settings;
  return read_run(directory);
}

TEST(MeasureCards, DrawTheEdgesOfStabilityThatMomentumMoves) {
  const TemporaryDirectory directory;
  const auto of = [&](const char* name, const char* settings) {
    return with_products(directory.path() / name, settings);
  };
  const auto cards = [](const std::vector<RunData>& runs) { return measures_section_html(runs); };
  const auto plain = of("plain", "momentum = 0.0\n");
  const auto heavy = of("heavy", "momentum = 0.9\nnesterov = false\n");
  const auto nesterov = of("nesterov", "momentum = 0.9\nnesterov = true\n");
  EXPECT_THAT(cards({plain}), AllOf(ContainsRegex("step_size_times_eigenvalue\"[^>]* data-rule=\"2\""),
                                    ContainsRegex("step_size_times_sharpness\"[^>]* data-rule=\"2\"")));
  EXPECT_THAT(cards({heavy}), AllOf(ContainsRegex("step_size_times_eigenvalue\"[^>]* data-rule=\"3.8\""),
                                    ContainsRegex("step_size_times_sharpness\"[^>]* data-rule=\"0.2 3.8\"")));
  EXPECT_THAT(cards({heavy, plain}), ContainsRegex("step_size_times_sharpness\"[^>]* data-rule=\"0.2 2 3.8\""));
  EXPECT_THAT(cards({nesterov}), Not(HasSubstr("data-rule")));
}

}  // namespace
}  // namespace largestep
