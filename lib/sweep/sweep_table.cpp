#include "sweep/sweep_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "files/csv_cell.h"
#include "files/json_number.h"
#include "findings/figure_text.h"
#include "terminal/terminal.h"

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kOutcomes{LossOutcome::kConverges, LossOutcome::kHovers, LossOutcome::kDiverges};

std::string mean_text(const SampleMean& sample, const std::string& figure_name) {
  if (sample.count == 0) return "-";
  const bool in_per_cent = is_fraction(figure_name);
  auto text = in_per_cent ? per_cent(sample.mean) : figure(sample.mean);
  if (!std::isfinite(sample.half_interval)) return text;
  return text + (in_per_cent ? fmt::format(" ± {:.2f}", 100 * sample.half_interval)
                             : fmt::format(" ± {:.2g}", sample.half_interval));
}

/// "hovers" of all, else "hovers 2, diverges 1".
std::string outcome_text(const SweepResults& results, const SweepCell& cell) {
  std::vector<std::string> parts;
  for (const auto outcome : kOutcomes) {
    const auto count = results.count(cell, outcome);
    if (count == cell.runs.size()) return name_of(outcome);
    if (count > 0) parts.push_back(fmt::format("{} {}", name_of(outcome), count));
  }
  return parts.empty() ? "-" : fmt::format("{}", fmt::join(parts, ", "));
}

/// Cells of equal width in each column, the first ones from the left.
std::string aligned(const std::vector<std::vector<std::string>>& rows) {
  std::vector<int> widths(rows.front().size(), 0);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns_of(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string gap(static_cast<std::size_t>(widths[i] - columns_of(row[i])), ' ');
      line += (i == 0 ? "" : "  ") + gap + row[i];
    }
    text += line + '\n';
  }
  return text;
}

std::string with_underscores(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

Json values_json(const SweepPlan& plan, const std::vector<std::size_t>& chosen, bool with_seed) {
  auto json = Json::object();
  for (std::size_t i = 0; i < plan.varied.size(); ++i) {
    const auto& [name, values] = plan.varied[i];
    if (with_seed || name != "seed") json[name] = values[chosen[i]];
  }
  return json;
}

Json cell_json(const SweepResults& results, const SweepCell& cell) {
  Json json{{"values", values_json(results.plan, cell.chosen, /*with_seed=*/false)},
            {"runs", cell.runs.size()},
            {"finished", results.count_status(cell, "finished")}};
  for (const auto outcome : kOutcomes) json[name_of(outcome)] = results.count(cell, outcome);
  auto figures = Json::object();
  for (const auto& name : results.figures) {
    const auto sample = results.mean(cell, name);
    figures[name] = {{"mean", number_or_null(sample.mean)},
                     {"half_interval", sample.count < 2 ? Json(nullptr) : number_or_null(sample.half_interval)},
                     {"count", sample.count}};
  }
  json["figures"] = std::move(figures);
  return json;
}

}  // namespace

std::string sweep_table(const SweepResults& results) {
  const auto& plan = results.plan;
  const auto settings = compared_settings(plan);
  const auto figures = telling_figures(results.figures);
  std::vector<std::vector<std::string>> rows(1);
  for (const auto i : settings) rows[0].push_back(plan.varied[i].name);
  rows[0].insert(rows[0].end(), {"runs", "loss"});
  for (const auto& name : figures) rows[0].push_back(title_of(name));
  for (const auto& cell : results.cells) {
    std::vector<std::string> row;
    for (const auto i : settings) row.push_back(plan.varied[i].values[cell.chosen[i]]);
    const auto ended = results.count_status(cell, "finished") + results.count_status(cell, "diverged");
    row.push_back(ended == cell.runs.size() ? fmt::format("{}", ended)
                                            : fmt::format("{} of {}", ended, cell.runs.size()));
    row.push_back(outcome_text(results, cell));
    for (const auto& name : figures) row.push_back(mean_text(results.mean(cell, name), name));
    rows.push_back(std::move(row));
  }
  return aligned(rows);
}

std::string sweep_csv(const SweepResults& results) {
  const auto settings = compared_settings(results.plan);
  std::string csv;
  for (const auto i : settings) csv += with_underscores(results.plan.varied[i].name) + ",";
  csv += "runs,finished";
  for (const auto outcome : kOutcomes) csv += "," + name_of(outcome);
  for (const auto& name : results.figures) csv += fmt::format(",{0},{0}_interval", csv_text(name));
  csv += '\n';
  for (const auto& cell : results.cells) {
    for (const auto i : settings) csv += csv_text(results.plan.varied[i].values[cell.chosen[i]]) + ",";
    csv += fmt::format("{},{}", cell.runs.size(), results.count_status(cell, "finished"));
    for (const auto outcome : kOutcomes) csv += fmt::format(",{}", results.count(cell, outcome));
    for (const auto& name : results.figures) {
      const auto sample = results.mean(cell, name);
      csv += sample.count == 0 ? "," : fmt::format(",{}", sample.mean);
      csv += sample.count < 2 ? "," : fmt::format(",{}", sample.half_interval);
    }
    csv += '\n';
  }
  return csv;
}

Json sweep_json(const SweepResults& results) {
  auto varied = Json::object();
  for (const auto& [name, values] : results.plan.varied) varied[name] = values;
  auto cells = Json::array();
  for (const auto& cell : results.cells) cells.push_back(cell_json(results, cell));
  auto runs = Json::array();
  for (std::size_t i = 0; i < results.runs.size(); ++i) {
    const auto& [status, outcome, figures] = results.runs[i];
    const auto& planned = results.plan.runs[i];
    runs.push_back({{"name", planned.name},
                    {"values", values_json(results.plan, planned.chosen, /*with_seed=*/true)},
                    {"status", status},
                    {"outcome", name_of(outcome)},
                    {"figures", figures}});
  }
  return {{"varied", std::move(varied)}, {"cells", std::move(cells)}, {"runs", std::move(runs)}};
}

}  // namespace largestep
