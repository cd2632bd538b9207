#include "reproduce/reproduction_table.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/error.h"
#include "findings/sample_mean.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kFigures = 12;
constexpr std::array<const char*, kFigures> kNames{
    "train_loss",    "test_error",      "block1_active", "block1_distinct", "block2_active", "block2_distinct",
    "block3_active", "block3_distinct", "block4_active", "block4_distinct", "block5_active", "block5_distinct"};
constexpr std::size_t kTestError = 1;
constexpr std::size_t kBlock4Distinct = 9;
constexpr std::size_t kBlock5Distinct = 11;

using FigureList = std::array<double, kFigures>;

FigureList in_order(const FinalFigures& figures) {
  FigureList list{figures.train_loss, figures.test_error};
  for (std::size_t block = 0; block < 5; ++block) {
    list[2 + 2 * block] = figures.active[block];
    list[3 + 2 * block] = figures.distinct[block];
  }
  return list;
}

SampleMean mean_over(const ReproducedSetting& setting, std::size_t figure) {
  std::vector<double> values;
  for (const auto& run : setting.runs) values.push_back(in_order(run)[figure]);
  return sample_mean(values);
}

std::string cell(double value) { return std::isnan(value) ? "" : fmt::format("{}", value); }

std::string rounded(double value, int digits) {
  return std::isnan(value) ? "-" : fmt::format("{:.{}f}", value, digits);
}

/// A row of the table: train loss, test error in per cent, and the two fractions of each block.
/// @param sign  whether to write "+" before positive values, as for differences
std::string markdown_row(const std::string& label, const FigureList& figures, bool sign = false) {
  const auto text = [sign](double value, int digits) {
    const auto plain = rounded(value, digits);
    return sign && value >= 0 ? "+" + plain : plain;
  };
  auto row =
      fmt::format("| {:<13} | {:>10} | {:>12} |", label, text(figures[0], 4), text(100 * figures[kTestError], 2));
  for (std::size_t block = 0; block < 5; ++block) {
    const auto fractions = fmt::format("{} / {}", text(figures[2 + 2 * block], 3), text(figures[3 + 2 * block], 3));
    row += fmt::format(" {:>15} |", fractions);
  }
  return row + "\n";
}

std::string markdown_header() {
  auto row = fmt::format("| {:<13} | {:>10} | {:>12} |", "step size", "train loss", "test error %");
  auto rule = fmt::format("|{:-<15}|{:->11}:|{:->13}:|", "", "", "");
  for (int block = 1; block <= 5; ++block) {
    row += fmt::format(" {:>15} |", fmt::format("block {}", block));
    rule += fmt::format("{:->16}:|", "");
  }
  return row + "\n" + rule + "\n";
}

/// The four rows a setting can have: mean, spread over the seeds, what was published, how far the mean is from it.
std::string markdown_rows(const ReproducedSetting& setting) {
  FigureList mean, deviation, difference;
  const auto published = setting.published ? in_order(*setting.published) : FigureList{};
  for (std::size_t figure = 0; figure < kFigures; ++figure) {
    const auto spread = mean_over(setting, figure);
    mean[figure] = spread.mean;
    deviation[figure] = spread.deviation;
    difference[figure] = spread.mean - published[figure];
  }
  auto rows = markdown_row(setting.step_size, mean);
  if (setting.runs.size() > 1) rows += markdown_row(fmt::format("  ± {} seeds", setting.runs.size()), deviation);
  if (setting.published)
    rows += markdown_row("  published", published) + markdown_row("  difference", difference, true);
  return rows;
}

}  // namespace

std::optional<FinalFigures> published_figures(const std::string& setting, const std::string& step_size) {
  if (setting == "figure1") {
    constexpr std::array kUnknown{kNone, kNone, kNone, kNone, kNone};
    if (step_size == "small") return FinalFigures{.0009, .353, kUnknown, kUnknown};
    if (step_size == "large-10") return FinalFigures{.0013, .136, kUnknown, kUnknown};
    if (step_size == "large-30") return FinalFigures{.0013, .130, kUnknown, kUnknown};
    if (step_size == "large-50") return FinalFigures{.00115, .120, kUnknown, kUnknown};
  }
  if (setting != "sota") return std::nullopt;
  if (step_size == "small") {
    return FinalFigures{.0313, .1429, {.706, .710, .772, .654, .989}, {.699, .704, .775, .655, .987}};
  }
  if (step_size == "large-10") {
    return FinalFigures{.0211, .1013, {.686, .683, .750, .578, .963}, {.688, .682, .748, .577, .959}};
  }
  if (step_size == "large-30") {
    return FinalFigures{.00098, .0658, {.723, .582, .654, .480, .844}, {.723, .587, .657, .472, .770}};
  }
  if (step_size == "large-50") {
    return FinalFigures{.00042, .0561, {.729, .547, .527, .499, .813}, {.719, .547, .543, .459, .630}};
  }
  return std::nullopt;
}

FinalFigures final_figures(const RunData& run) {
  const auto metrics = final_metrics(run);
  const auto blocks = final_blocks(run);
  if (metrics.empty() || blocks.size() != 5) {
    fail(ErrorKind::kData, "{} has no finished evaluation", run.path.string());
  }
  FinalFigures figures{
      number_or_nan(metrics, column::kSampledTrainLoss), number_or_nan(metrics, column::kTestError), {}, {}};
  for (std::size_t block = 0; block < 5; ++block) {
    figures.active[block] = number_or_nan(blocks[block], column::kActiveFraction);
    figures.distinct[block] = number_or_nan(blocks[block], column::kDistinctActiveFraction);
  }
  return figures;
}

std::vector<std::string> ordering_sentences(const std::vector<ReproducedSetting>& settings) {
  std::vector<std::string> sentences;
  const auto compare = [&](const char* name, std::size_t figure, double factor, int digits) {
    std::string values;
    bool falls = settings.size() > 1;
    double previous = std::numeric_limits<double>::infinity();
    for (const auto& setting : settings) {
      const double mean = mean_over(setting, figure).mean;
      falls = falls && mean < previous;
      previous = mean;
      values += fmt::format("{}{} {}", values.empty() ? "" : ", ", setting.step_size, rounded(factor * mean, digits));
    }
    sentences.push_back(
        fmt::format("{} {} the longer the large phase: {}", name, falls ? "falls" : "does not always fall", values));
  };
  compare("test error (%)", kTestError, 100, 2);
  compare("block 4 distinct active fraction", kBlock4Distinct, 1, 3);
  compare("block 5 distinct active fraction", kBlock5Distinct, 1, 3);
  return sentences;
}

std::string reproduction_csv(const std::vector<ReproducedSetting>& settings) {
  std::string csv = "setting,figure,mean,spread,runs,published,difference\n";
  for (const auto& setting : settings) {
    for (std::size_t figure = 0; figure < kFigures; ++figure) {
      const auto spread = mean_over(setting, figure);
      const double published = setting.published ? in_order(*setting.published)[figure] : kNone;
      csv += fmt::format("{},{},{},{},{},{},{}\n", setting.step_size, kNames[figure], cell(spread.mean),
                         cell(spread.deviation), setting.runs.size(), cell(published), cell(spread.mean - published));
    }
  }
  return csv;
}

std::string reproduction_markdown(const std::vector<ReproducedSetting>& settings) {
  auto table = markdown_header();
  for (const auto& setting : settings) table += markdown_rows(setting);
  return table;
}

}  // namespace largestep
