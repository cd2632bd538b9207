#include "report/feature_rows.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "core/error.h"
#include "files/atomic_file.h"
#include "files/parse_json.h"
#include "findings/figure_text.h"
#include "page/html_table.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;

struct FeatureColumn {
  const char* title;
  const char* key;  ///< in the JSON of `largestep features`, and of a run's block where that has it
  bool is_fraction;
};

constexpr std::array kColumns{FeatureColumn{"Units", column::kUnits, false},
                              FeatureColumn{"Active", column::kActiveFraction, true},
                              FeatureColumn{"Distinct", column::kDistinctActiveFraction, true},
                              FeatureColumn{"Dead", column::kDeadFraction, true},
                              FeatureColumn{"Duplicates", "duplicate_fraction", true},
                              FeatureColumn{"Effective rank", "effective_rank", false}};

std::vector<Cell> cells_of(std::string name, const Json& values) {
  std::vector<Cell> cells{{std::move(name)}};
  for (const auto& [title, key, is_fraction] : kColumns) {
    const double value = number_or_nan(values, key);
    cells.push_back({is_fraction ? per_cent(value) : figure(value), true, false, value});
  }
  return cells;
}

}  // namespace

FeatureRow read_feature_row(const std::filesystem::path& path) {
  auto values = parse_json<Json>(read_file(path, kLargestDescription));
  for (const auto& [title, key, is_fraction] : kColumns) {
    if (!values.is_object() || !std::isfinite(number_or_nan(values, key))) {
      fail(ErrorKind::kData, "{} is not what `largestep features --json` writes: no number \"{}\"", path.string(), key);
    }
  }
  return {path.stem().string(), std::move(values)};
}

std::string features_section_html(const std::vector<FeatureRow>& rows, const std::vector<RunData>& runs) {
  if (rows.empty()) return "";
  std::vector<Cell> header{{"Features"}};
  for (const auto& column : kColumns) header.push_back({column.title, true});
  Rows cells;
  for (const auto& [label, values] : rows) cells.push_back(cells_of(label, values));
  for (const auto& run : runs) {
    const auto blocks = final_blocks(run);
    if (blocks.empty()) continue;
    cells.push_back(cells_of(fmt::format("{}: block {}", run.label, blocks.size()), blocks.back()));
  }
  return "<section>\n<h2>Features from elsewhere</h2>\n<p class=\"explain\">Measured by the same definitions with "
         "<code>largestep features</code>; each run's last block beneath.</p>\n" +
         table_html(header, cells) + "\n</section>";
}

}  // namespace largestep
