#include "report/html_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/palette.h"

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;

struct Cell {
  std::string text;
  bool is_number = false;
  bool is_best = false;
};

std::string table(const std::vector<Cell>& header, const std::vector<std::vector<Cell>>& rows) {
  const auto row_html = [](const std::vector<Cell>& cells, const char* tag) {
    std::string html = "<tr>";
    for (const auto& cell : cells) {
      html += fmt::format("<{0} class=\"{1}{2}\">{3}</{0}>", tag, cell.is_number ? "number" : "",
                          cell.is_best ? " best" : "", escape_html(cell.text));
    }
    return html + "</tr>\n";
  };
  std::string html = "<div class=\"scroll\"><table>\n<thead>" + row_html(header, "th") + "</thead>\n<tbody>\n";
  for (const auto& row : rows) html += row_html(row, "td");
  return html + "</tbody></table></div>";
}

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

using Rows = std::vector<std::vector<Cell>>;

void add_setting_rows(const std::vector<RunData>& runs, Json RunData::*object, bool only_differing, Rows& rows) {
  for (const auto& key : keys_of(runs, object)) {
    std::vector<Cell> row{{key}};
    bool differs = false;
    for (const auto& run : runs) {
      row.push_back({text_of(run.*object, key)});
      differs = differs || row.back().text != row[1].text;
    }
    if (differs || !only_differing) rows.push_back(std::move(row));
  }
}

std::vector<Cell> header_of(const std::vector<RunData>& runs, const char* first) {
  std::vector<Cell> header{{first}};
  for (const auto& run : runs) header.push_back({run.label});
  return header;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

std::string summary_html(const std::vector<RunSummary>& runs) {
  const auto figure_cell = [&](const RunSummary& run, double RunSummary::*measure, bool as_per_cent) {
    const double value = run.*measure;
    return Cell{as_per_cent ? per_cent(value) : figure(value), true, is_lowest(run, runs, measure)};
  };
  std::vector<std::vector<Cell>> rows;
  for (const auto& run : runs) {
    rows.push_back({{run.label},
                    figure_cell(run, &RunSummary::test_error, true),
                    figure_cell(run, &RunSummary::block5_distinct, true),
                    figure_cell(run, &RunSummary::block5_active, true),
                    figure_cell(run, &RunSummary::train_loss, false),
                    {figure(run.epochs), true},
                    {run.status, true}});
  }
  return table({{"Run"},
                {"Test error", true},
                {"Block 5 distinct active", true},
                {"Block 5 active", true},
                {"Train loss", true},
                {"Epochs", true},
                {"Status", true}},
               rows);
}

std::string differing_settings_html(const std::vector<RunData>& runs) {
  Rows rows;
  add_setting_rows(runs, &RunData::config, runs.size() > 1, rows);
  if (rows.empty()) return "<p class=\"explain\">All settings are the same.</p>";
  return table(header_of(runs, "Setting"), rows);
}

std::string all_settings_html(const std::vector<RunData>& runs) {
  Rows rows;
  add_setting_rows(runs, &RunData::config, false, rows);
  add_setting_rows(runs, &RunData::run, false, rows);
  return table(header_of(runs, "Setting"), rows);
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
      if (found != run_layers.end()) row[1].text = text_of(layer, "units");
      row.push_back({per_cent(number_or_nan(layer, "active_fraction")), true});
      row.push_back({per_cent(number_or_nan(layer, "dead_fraction")), true});
    }
    rows.push_back(std::move(row));
  }
  return table(header, rows);
}

}  // namespace largestep
