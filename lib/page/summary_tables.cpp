#include "page/summary_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "page/html_table.h"

namespace largestep {
namespace {

/// Whether a run has the lowest value of all, and not all have the same.
bool is_lowest(const RunSummary& run, const std::vector<RunSummary>& runs, double RunSummary::*measure) {
  bool some_higher = false;
  for (const auto& other : runs) {
    if (other.*measure < run.*measure) return false;
    some_higher = some_higher || other.*measure > run.*measure;
  }
  return some_higher;
}

/// The name of a column with a capital.
Cell title_of(const SummaryColumn& column) {
  std::string title(column.name);
  title.front() = static_cast<char>(title.front() - 'a' + 'A');
  return {std::move(title), true};
}

}  // namespace

std::string summary_html(const std::vector<RunSummary>& runs) {
  const auto columns = summary_columns(runs);
  std::vector<Cell> header{{"Run"}};
  for (const auto& column : columns) header.push_back(title_of(column));
  header.insert(header.end(), {{"Epochs", true}, {"Status"}});
  Rows rows;
  for (const auto& run : runs) {
    std::vector<Cell> row{{run.label}};
    for (const auto& [name, measure, text] : columns) {
      row.push_back({text(run.*measure), true, is_lowest(run, runs, measure), run.*measure});
    }
    row.insert(row.end(), {{epoch_text(run.epochs), true, false, run.epochs}, {run.status}});
    rows.push_back(std::move(row));
  }
  return table_html(header, rows);
}

std::string seeds_html(const std::vector<SeedGroup>& groups, const std::vector<RunSummary>& runs) {
  if (groups.size() == runs.size()) return "";
  const auto means = mean_summaries(groups, runs);
  const auto columns = summary_columns(runs);
  std::vector<Cell> header{{"Setting"}, {"Seeds", true}};
  for (const auto& column : columns) header.push_back(title_of(column));
  Rows rows;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto seeds = groups[i].runs.size();
    std::vector<Cell> row{{groups[i].label}, {fmt::format("{}", seeds), true, false, static_cast<double>(seeds)}};
    for (const auto& [name, measure, text] : columns) {
      const double half_interval = mean_over(groups[i], runs, measure).half_interval;
      auto cell = text(means[i].*measure);
      if (std::isfinite(half_interval)) cell += " ± " + text(half_interval);
      row.push_back({std::move(cell), true, is_lowest(means[i], means, measure), means[i].*measure});
    }
    rows.push_back(std::move(row));
  }
  return table_html(header, rows);
}

}  // namespace largestep
