#include "charts/weight_history.h"

#include <algorithm>

#include "core/error.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

/// The numbers of each parameter at one step.
using StepWeights = std::map<std::string, std::vector<double>>;

bool are_equally_many(const StepWeights& some, const StepWeights& of) {
  return std::all_of(some.begin(), some.end(), [&](const auto& parameter) {
    const auto found = of.find(parameter.first);
    return found != of.end() && found->second.size() == parameter.second.size();
  });
}

bool has_names_of(const StepWeights& step, const StepWeights& other) {
  return std::equal(step.begin(), step.end(), other.begin(), other.end(),
                    [](const auto& a, const auto& b) { return a.first == b.first; });
}

/// Whether a step has some of the numbers of those before it: of the second, which lacks what never changes.
bool is_begun(const StepWeights& last, const StepWeights& first, const StepWeights& second) {
  return std::all_of(last.begin(), last.end(), [&](const auto& parameter) {
    const auto whole = first.find(parameter.first);
    return whole != first.end() && second.count(parameter.first) > 0 && parameter.second.size() <= whole->second.size();
  });
}

}  // namespace

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
  std::vector<StepWeights> by_step;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (history.steps.empty() || history.steps.back() != steps[row]) {
      history.steps.push_back(steps[row]);
      by_step.emplace_back();
    }
    by_step.back()[names[row]].push_back(values[row]);
  }
  const auto is_whole = [&](std::size_t at) {
    return are_equally_many(by_step[at], by_step[0]) && (at == 0 || has_names_of(by_step[at], by_step[1]));
  };
  if (const auto last = by_step.size() - 1; !is_whole(last) && is_begun(by_step[last], by_step[0], by_step[1])) {
    by_step.pop_back();
    history.steps.pop_back();
  }
  for (std::size_t at = 0; at < by_step.size(); ++at) {
    if (!is_whole(at)) {
      fail(ErrorKind::kData,
           "{}: step {:.0f} has other parameters, or more or fewer numbers of one, than the steps before it",
           (run.path / file_name::kWeights).string(), history.steps[at]);
    }
  }
  for (auto& step : by_step) {
    for (auto& [name, numbers] : step) history.parameters[name].push_back(std::move(numbers));
  }
  return history;
}

}  // namespace largestep
