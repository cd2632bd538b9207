#include "page/measured_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "findings/figure_text.h"
#include "page/html_table.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;

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

}  // namespace

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
  std::vector<Cell> header{{"Figure"}};
  for (const auto& run : runs) header.push_back({run.label, true});
  return table_html(header, rows);
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
      if (found != run_layers.end())
        row[1] = {layer[column::kUnits].is_null() ? "-" : layer[column::kUnits].dump(), true, false,
                  number_or_nan(layer, column::kUnits)};
      for (const auto* key : {column::kActiveFraction, column::kDeadFraction}) {
        const double value = number_or_nan(layer, key);
        row.push_back({per_cent(value), true, false, value});
      }
    }
    rows.push_back(std::move(row));
  }
  return table_html(header, rows);
}

}  // namespace largestep
