#include "page/settings_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "page/html_table.h"

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;

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

std::vector<Cell> header_of(const std::vector<RunData>& runs) {
  std::vector<Cell> header{{"Setting"}};
  for (const auto& run : runs) header.push_back({run.label});
  return header;
}

}  // namespace

std::string differing_settings_html(const std::vector<RunData>& runs) {
  Rows rows;
  add_setting_rows(runs, &RunData::config, runs.size() > 1, rows);
  if (runs.size() == 1) return table_html(header_of(runs), rows);
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

std::string all_settings_html(const std::vector<RunData>& runs) {
  Rows rows;
  add_setting_rows(runs, &RunData::config, false, rows);
  add_setting_rows(runs, &RunData::run, false, rows);
  return table_html(header_of(runs), rows);
}

}  // namespace largestep
