#include "reproduce/small_reproduction_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace largestep {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
/// Published figures have two or three digits.
constexpr double kRounding = 0.005;

std::string cell_number(double value) {
  if (std::isnan(value)) return "-";
  if (value == std::floor(value) && std::abs(value) < 1e6) return fmt::format("{:.0f}", value);
  return fmt::format("{:.3g}", value);
}

}  // namespace

double SeedSpread::median() const {
  if (values.empty()) return kNothing;
  auto sorted = values;
  std::sort(sorted.begin(), sorted.end());
  const auto middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

double SeedSpread::lowest() const {
  return values.empty() ? kNothing : *std::min_element(values.begin(), values.end());
}

double SeedSpread::highest() const {
  return values.empty() ? kNothing : *std::max_element(values.begin(), values.end());
}

bool SeedSpread::holds_published() const {
  return published >= lowest() * (1 - kRounding) && published <= highest() * (1 + kRounding);
}

std::string small_reproduction_csv(const std::vector<SmallResult>& results) {
  std::string csv = "row,figure,median,lowest,highest,published,within,finished,diverged\n";
  for (const auto& result : results) {
    for (const auto& spread : result.figures) {
      csv += fmt::format("{},{},{},{},{},{},{},{},{}\n", result.name, spread.figure, spread.median(), spread.lowest(),
                         spread.highest(), spread.published, spread.holds_published() ? 1 : 0, result.finished,
                         result.diverged);
    }
  }
  return csv;
}

std::string small_reproduction_markdown(const std::vector<SmallResult>& results) {
  auto table = fmt::format("| {:<37} | {:<16} | {:>9} | {:>20} | {:>9} | {:<6} |\n", "step size", "figure", "median",
                           "range", "published", "within");
  table += fmt::format("|{:-<39}|{:-<18}|{:->10}:|{:->21}:|{:->10}:|{:-<8}|\n", "", "", "", "", "", "");
  for (const auto& result : results) {
    auto label = result.step_size;
    for (const auto& spread : result.figures) {
      const auto range = fmt::format("{} .. {}", cell_number(spread.lowest()), cell_number(spread.highest()));
      table += fmt::format("| {:<37} | {:<16} | {:>9} | {:>20} | {:>9} | {:<6} |\n", label, spread.figure,
                           cell_number(spread.median()), range, cell_number(spread.published),
                           spread.holds_published() ? "yes" : "no");
      label = result.diverged > 0 && label == result.step_size ? fmt::format("  ({} more diverged)", result.diverged)
                                                               : std::string();
    }
  }
  return table;
}

}  // namespace largestep
