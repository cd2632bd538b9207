#include "report/html_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "report/html_table.h"

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;

/// Whether a run has the lowest value of all, and not all have the same.
bool is_lowest(const RunSummary& run, const std::vector<RunSummary>& runs, double RunSummary::*measure) {
  bool some_higher = false;
  for (const auto& other : runs) {
    if (other.*measure < run.*measure) return false;
    some_higher = some_higher || other.*measure > run.*measure;
  }
  return some_higher;
}

std::string text_of(const Json& object, const std::string& key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return "-";
  if (found->is_string()) return found->get<std::string>();
  if (found->is_number_float()) return fmt::format("{}", found->get<double>());
  return found->dump();
}

std::vector<std::string> keys_of(const std::vector<RunData>& runs, Json RunData::*object) {
  std::vector<std::string> keys;
  for (const auto& run : runs) {
    for (const auto& [key, value] : (run.*object).items()) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
  }
  return keys;
}

void add_setting_rows(const std::vector<RunData>& runs, Json RunData::*object, bool only_differing, Rows& rows) {
  for (const auto& key : keys_of(runs, object)) {
    std::vector<Cell> row{{key}};
    bool differs = false;
    for (const auto& run : runs) {
      row.push_back({text_of(run.*object, key), false, false, number_or_nan(run.*object, key)});
      differs = differs || row.back().text != row[1].text;
    }
    if (differs || !only_differing) rows.push_back(std::move(row));
  }
}

/// Calls visit("measure figure (layer)", value) for each figure but those of histograms.
template <typename Visitor>
void for_each_figure(const Json& measures, const Visitor& visit) {
  for (const auto& [measure, figures] : measures.items()) {
    if (measure == "channels") continue;
    for (const auto& [name, value] : figures.items()) {
      if (!value.is_object()) {
        visit(fmt::format("{} {}", measure, name), value);
        continue;
      }
      for (const auto& [figure_name, of_layer] : value.items()) {
        visit(fmt::format("{} {} ({})", measure, figure_name, name), of_layer);
      }
    }
  }
}

std::vector<Cell> header_of(const std::vector<RunData>& runs, const char* first) {
  std::vector<Cell> header{{first}};
  for (const auto& run : runs) header.push_back({run.label});
  return header;
}

}  // namespace

std::string summary_html(const std::vector<RunSummary>& runs) {
  const auto figure_cell = [&](const RunSummary& run, double RunSummary::*measure, bool as_per_cent) {
    const double value = run.*measure;
    return Cell{as_per_cent ? per_cent(value) : figure(value), true, is_lowest(run, runs, measure), value};
  };
  Rows rows;
  for (const auto& run : runs) {
    rows.push_back({{run.label},
                    figure_cell(run, &RunSummary::test_error, true),
                    figure_cell(run, &RunSummary::block5_distinct, true),
                    figure_cell(run, &RunSummary::block5_active, true),
                    figure_cell(run, &RunSummary::train_loss, false),
                    {figure(run.epochs), true, false, run.epochs},
                    {run.status}});
  }
  return table_html({{"Run"},
                     {"Test error", true},
                     {"Block 5 distinct active", true},
                     {"Block 5 active", true},
                     {"Train loss", true},
                     {"Epochs", true},
                     {"Status"}},
                    rows);
}

std::string seeds_html(const std::vector<SeedGroup>& groups, const std::vector<RunSummary>& runs) {
  if (groups.size() == runs.size()) return "";
  const auto means = mean_summaries(groups, runs);
  Rows rows;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto figure_cell = [&](double RunSummary::*measure, bool as_per_cent) {
      const double deviation = spread(groups[i], runs, measure);
      auto text = as_per_cent ? per_cent(means[i].*measure) : figure(means[i].*measure);
      if (std::isfinite(deviation)) text += " ± " + (as_per_cent ? per_cent(deviation) : figure(deviation));
      return Cell{text, true, is_lowest(means[i], means, measure), means[i].*measure};
    };
    const auto seeds = groups[i].runs.size();
    rows.push_back({{groups[i].label},
                    {fmt::format("{}", seeds), true, false, static_cast<double>(seeds)},
                    figure_cell(&RunSummary::test_error, true),
                    figure_cell(&RunSummary::block5_distinct, true),
                    figure_cell(&RunSummary::block5_active, true),
                    figure_cell(&RunSummary::train_loss, false)});
  }
  return table_html({{"Setting"},
                     {"Seeds", true},
                     {"Test error", true},
                     {"Block 5 distinct active", true},
                     {"Block 5 active", true},
                     {"Train loss", true}},
                    rows);
}

std::string differing_settings_html(const std::vector<RunData>& runs) {
  Rows rows;
  add_setting_rows(runs, &RunData::config, runs.size() > 1, rows);
  if (runs.size() == 1) return table_html(header_of(runs, "Setting"), rows);
  if (rows.empty()) return "<p class=\"explain\">All settings are the same.</p>";
  std::vector<Cell> header{{"Run"}};
  for (const auto& row : rows) header.push_back(row.front());
  Rows turned;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    turned.push_back({{runs[run].label}});
    for (const auto& row : rows) turned.back().push_back(row[run + 1]);
  }
  return table_html(header, turned);
}

std::string measures_html(const std::vector<RunData>& runs) {
  Rows rows;
  std::map<std::string, std::size_t> places;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    for_each_figure(final_measures(runs[run]), [&](const std::string& name, const Json& value) {
      const auto [place, is_new] = places.emplace(name, rows.size());
      if (is_new) {
        rows.push_back({{name}});
        rows.back().resize(runs.size() + 1, Cell{"-", true});
      }
      if (value.is_number()) {
        rows[place->second][run + 1] = {figure(value.get<double>()), true, false, value.get<double>()};
      }
    });
  }
  if (rows.empty()) return "";
  auto header = header_of(runs, "Figure");
  for (std::size_t i = 1; i < header.size(); ++i) header[i].is_number = true;
  return table_html(header, rows);
}

std::string all_settings_html(const std::vector<RunData>& runs) {
  Rows rows;
  add_setting_rows(runs, &RunData::config, false, rows);
  add_setting_rows(runs, &RunData::run, false, rows);
  return table_html(header_of(runs, "Setting"), rows);
}

std::string layers_html(const std::vector<RunData>& runs) {
  std::vector<std::string> names;
  std::vector<Json> layers;
  std::vector<Cell> header{{"Layer"}, {"Units", true}};
  for (const auto& run : runs) {
    layers.push_back(final_layers(run));
    header.push_back({run.label + ": active", true});
    header.push_back({"dead", true});
    for (const auto& layer : layers.back()) {
      const auto name = layer["name"].get<std::string>();
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  Rows rows;
  for (const auto& name : names) {
    std::vector<Cell> row{{name}, {"-", true}};
    for (const auto& run_layers : layers) {
      const auto found =
          std::find_if(run_layers.begin(), run_layers.end(), [&](const Json& l) { return l["name"] == name; });
      const auto layer = found == run_layers.end() ? Json::object() : *found;
      if (found != run_layers.end()) row[1] = {text_of(layer, "units"), true, false, number_or_nan(layer, "units")};
      for (const auto* key : {"active_fraction", "dead_fraction"}) {
        const double value = number_or_nan(layer, key);
        row.push_back({per_cent(value), true, false, value});
      }
    }
    rows.push_back(std::move(row));
  }
  return table_html(header, rows);
}

}  // namespace largestep
