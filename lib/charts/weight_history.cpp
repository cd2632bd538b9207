#include "charts/weight_history.h"

#include "run_files/schema.h"

namespace largestep {

std::size_t WeightHistory::size() const {
  std::size_t size = 0;
  for (const auto& [name, history] : parameters) size += history.front().size();
  return size;
}

CsvTable read_side_table(const RunData& run, const char* name) {
  std::error_code error;
  const auto path = run.path / name;
  if (!std::filesystem::exists(path, error)) return {};
  return CsvTable::read(path, {column::kParameter});
}

WeightHistory read_weights(const RunData& run) {
  const auto table = read_side_table(run, file_name::kWeights);
  WeightHistory history;
  if (table.rows() == 0) return history;
  const auto& steps = table.numbers(column::kStep);
  const auto& names = table.texts(column::kParameter);
  const auto& values = table.numbers(column::kValue);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (history.steps.empty() || history.steps.back() != steps[row]) history.steps.push_back(steps[row]);
    auto& of_parameter = history.parameters[names[row]];
    if (of_parameter.size() < history.steps.size()) of_parameter.resize(history.steps.size());
    of_parameter.back().push_back(values[row]);
  }
  return history;
}

}  // namespace largestep
