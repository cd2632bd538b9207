#include "report/write_report.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <nlohmann/json.hpp>

#include "expect_error.h"
#include "figures/draw_figure.h"
#include "run_files/run_fixture.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Writes reports of two runs with a stand-in for Vega, so that no package is needed.
class WriteReport : public testing::Test {
 protected:
  void SetUp() override {
    write_file_atomically(directory_.path() / "vega.js", "var vega = {};");
    setenv("LARGESTEP_VEGA", (directory_.path() / "vega.js").c_str(), 1);
    small_ = RunFixture{.step_size = 0.002, .decay_at = 1, .final_error = 0.14, .final_distinct = 0.58}.write(
        directory_.path() / "small");
    large_ = RunFixture{}.write(directory_.path() / "large");
  }
  void TearDown() override { unsetenv("LARGESTEP_VEGA"); }

  TemporaryDirectory directory_;
  std::filesystem::path small_, large_, out_ = directory_.path() / "deep" / "report";
};

TEST_F(WriteReport, WritesAllFilesIntoANewDirectoryAndNoTemporaries) {
  const auto result = write_report({small_, large_}, out_);
  std::size_t entries = 0;
  for (const auto& entry : std::filesystem::directory_iterator(out_)) {
    ++entries;
    EXPECT_GT(entry.file_size(), 0u) << entry.path();
  }
  EXPECT_EQ(entries, result.files.size());
  EXPECT_EQ(result.page, out_ / "report.html");
  const auto json = nlohmann::json::parse(read_file(out_ / "report.json"));
  EXPECT_EQ(json["runs"].size(), 2u);
  EXPECT_THAT(read_file(out_ / "steps.csv"), HasSubstr("\nlarge,500,10,"));
}

TEST_F(WriteReport, GivesTheSameFindingsToThePageAndTheCaller) {
  const auto result = write_report({small_, large_}, out_);
  EXPECT_THAT(result.findings.headline, HasSubstr("The longer the step size stays large, the lower the test error"));
  EXPECT_THAT(read_file(result.page),
              HasSubstr("14&nbsp;% without, and 10&nbsp;% with 50&nbsp;% of the run at a large"));
  EXPECT_THAT(result.findings.title,
              testing::StartsWith("The longer the step size stays large, the lower the test error"));
  EXPECT_THAT(read_file(result.page), HasSubstr("<h1>" + result.findings.title + "</h1>"));
}

TEST_F(WriteReport, PutsItsFiguresBesideWhatTheyShow) {
  if (!can_draw_figures()) GTEST_SKIP() << "this build has no Cairo (-DLARGESTEP_WITH_CAIRO=ON)";
  const auto page = read_file(write_report({small_, large_}, out_).page);
  const auto place = [&](const char* text) { return page.find(text); };
  EXPECT_LT(place(">Training loss, test error and sparsity of the features"), place("<h2>The runs"));
  EXPECT_LT(place(">Sparsity of the features against"), place("<h2>Layer by layer"));
  for (const char* name : {"figure1.svg", "sparsity-against-loss.svg", "sparsity.png", "training.png"}) {
    EXPECT_TRUE(std::filesystem::exists(out_ / name)) << name;
  }
}

TEST_F(WriteReport, LeavesNoFigureOfTheRunsBefore) {
  if (!can_draw_figures()) GTEST_SKIP() << "this build has no Cairo (-DLARGESTEP_WITH_CAIRO=ON)";
  const ReportOptions options{.figures = {.formats = {FigureFormat::kPdf}, .with_data = true}};
  for (const auto& path : write_report({small_, large_}, out_, options).files) {
    auto name = path.stem().string();
    if (path.extension() == ".csv" && !name.ends_with("-data")) continue;
    if (path.extension() == ".html" || path.extension() == ".json") continue;
    if (name.ends_with("-data")) name.resize(name.size() - 5);
    EXPECT_THAT(kReportFigures, testing::Contains(testing::StrEq(name)));
  }
  std::ofstream(out_ / "mine.svg") << "mine";
  write_report({small_}, out_);
  for (const char* gone : {"figure1.svg", "figure1.pdf", "figure1-data.csv"}) {
    EXPECT_FALSE(std::filesystem::exists(out_ / gone)) << gone;
  }
  EXPECT_TRUE(std::filesystem::exists(out_ / "training.png"));
  EXPECT_TRUE(std::filesystem::exists(out_ / "mine.svg"));
}

TEST_F(WriteReport, LeavesNoMeasuresOfTheRunsBefore) {
  const auto measured = RunFixture{.measures = true}.write(directory_.path() / "measured");
  write_report({measured}, out_);
  EXPECT_TRUE(std::filesystem::exists(out_ / "measures.csv"));
  write_report({small_}, out_);
  EXPECT_FALSE(std::filesystem::exists(out_ / "measures.csv"));
  // Without a report there, it is not ours.
  largestep::create_directories(directory_.path() / "other");
  write_file_atomically(directory_.path() / "other" / "measures.csv", "mine");
  write_report({small_}, directory_.path() / "other");
  EXPECT_TRUE(std::filesystem::exists(directory_.path() / "other" / "measures.csv"));
}

TEST_F(WriteReport, SaysWhenAndByWhatItWasMade) {
  const auto page = read_file(write_report({small_}, out_, {.command = "largestep report 'a b' --out <x>"}).page);
  EXPECT_THAT(page, HasSubstr("<code>largestep report &#39;a b&#39; --out &lt;x&gt;</code>"));
  EXPECT_THAT(page, testing::ContainsRegex("Made by largestep [^ ]+ on 20[0-9-]+T[0-9:]+Z"));
}

TEST_F(WriteReport, ReportsARunThatHasNotBeenEvaluated) {
  for (const auto* name : {"metrics.csv", "sparsity.csv", "run.json"}) std::filesystem::remove(small_ / name);
  const auto result = write_report({small_}, out_);
  EXPECT_THAT(result.findings.headline, HasSubstr("no finished evaluation yet"));
  EXPECT_EQ(nlohmann::json::parse(read_file(out_ / "report.json"))["runs"][0]["final"], nlohmann::json::object());
}

TEST_F(WriteReport, PutsFeaturesFromElsewhereBesideTheLastBlocksOfTheRuns) {
  const auto theirs = directory_.path() / "their <net>.json";
  write_file_atomically(theirs, R"({"units": 512, "active_fraction": 0.25, "distinct_active_fraction": 0.125,
      "dead_fraction": 0, "duplicate_fraction": 0.5, "effective_rank": 31.4159})");
  const auto result = write_report({large_}, out_, {.features = {read_feature_row(theirs)}});
  const auto page = read_file(result.page);
  EXPECT_THAT(page, AllOf(HasSubstr(">their &lt;net&gt;</td>"), HasSubstr(">12.50 %</td>"), HasSubstr(">31.42</td>")));
  EXPECT_THAT(page, HasSubstr(">large: block "));
  EXPECT_EQ(nlohmann::json::parse(read_file(out_ / "report.json"))["features"][0]["measured"]["units"], 512);
  EXPECT_THAT(read_file(write_report({large_}, out_).page), Not(HasSubstr("Features from elsewhere")));
}

TEST_F(WriteReport, RefusesAsFeaturesWhatTheCommandDoesNotWrite) {
  const auto theirs = directory_.path() / "theirs.json";
  for (const char* text : {"", "[]", "{\"units\": 512}", "{\"units\": \"512\"}"}) {
    write_file_atomically(theirs, text);
    expect_error(ErrorKind::kData, {"theirs.json", "largestep features --json"}, [&] { read_feature_row(theirs); });
  }
}

TEST_F(WriteReport, SaysWhenTheDirectoryCannotBeWritten) {
  expect_error(ErrorKind::kWrite, {"config.toml"}, [&] { write_report({small_}, small_ / "config.toml" / "report"); });
}

}  // namespace
}  // namespace largestep
