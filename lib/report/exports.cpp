#include "report/exports.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "files/csv_cell.h"
#include "findings/stabilization.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

std::string cell(const CsvTable& table, const std::string& column, std::size_t row) {
  if (!table.has(column)) return "";
  if (table.is_text(column)) return csv_text(table.texts(column)[row]);
  return csv_number(table.numbers(column)[row]);
}

}  // namespace

nlohmann::ordered_json report_json(const std::vector<RunData>& runs) {
  auto entries = nlohmann::ordered_json::array();
  for (const auto& run : runs) {
    entries.push_back({{"path", run.path.string()},
                       {"config", run.config},
                       {"run", run.run},
                       {"final", final_metrics(run)},
                       {"layers", final_layers(run)},
                       {"blocks", final_blocks(run)},
                       {"measures", final_measures(run)},
                       {"loss_stabilization", to_json(stabilization_of(run))}});
  }
  return {{"runs", std::move(entries)}};
}

std::string combined_csv(const std::vector<RunData>& runs, CsvTable RunData::*table) {
  std::vector<std::string> columns;
  for (const auto& run : runs) {
    for (const auto& column : (run.*table).columns()) {
      if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
    }
  }
  std::string csv = "run";
  for (const auto& column : columns) csv.append(",").append(csv_text(column));
  csv += '\n';
  for (const auto& run : runs) {
    const auto& rows = run.*table;
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      csv += csv_text(run.label);
      for (const auto& column : columns) csv.append(",").append(cell(rows, column, row));
      csv += '\n';
    }
  }
  return csv;
}

std::string layers_csv(const std::vector<RunData>& runs) {
  std::string csv = "run,layer,units,active_fraction,dead_fraction\n";
  for (const auto& run : runs) {
    for (const auto& layer : final_layers(run)) {
      csv += fmt::format("{},{},{},{},{}\n", csv_text(run.label), csv_text(layer["name"].get<std::string>()),
                         csv_number(number_or_nan(layer, column::kUnits)),
                         csv_number(number_or_nan(layer, column::kActiveFraction)),
                         csv_number(number_or_nan(layer, column::kDeadFraction)));
    }
  }
  return csv;
}

}  // namespace largestep
