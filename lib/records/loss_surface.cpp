#include "records/loss_surface.h"

#include <fmt/format.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "files/atomic_file.h"
#include "files/csv_cell.h"
#include "files/csv_log.h"
#include "problems/state_scope.h"
#include "run_files/csv_table.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

constexpr int kSide = 61;
constexpr double kMargin = 0.25;

}  // namespace

bool LossSurface::fits(const Problem& problem) {
  std::int64_t numbers = 0;
  for (const auto& [name, parameter] : problem.parameters()) {
    if (!parameter.is_cpu() || parameter.scalar_type() != at::kDouble) return false;
    numbers += parameter.numel();
  }
  return numbers == 2;
}

LossSurface::LossSurface(Problem& problem, std::filesystem::path run_directory)
    : problem_(problem), directory_(std::move(run_directory)) {}

double* LossSurface::number(int i) const {
  const auto parameters = problem_.parameters();
  const auto& first = parameters.front().second;
  return i < first.numel() ? first.data_ptr<double>() + i : parameters.back().second.data_ptr<double>();
}

/// Which of the problem's numbers a row of weights.csv is of: 0, 1, or nothing for what else a picture shows.
std::optional<int> LossSurface::number_of(const std::string& parameter, double index) const {
  int first = 0;
  for (const auto& [name, values] : problem_.parameters()) {
    const auto count = static_cast<int>(values.numel());
    if (name == parameter && index >= 0 && index < count) return first + static_cast<int>(index);
    first += count;
  }
  return std::nullopt;
}

/// From weights.csv and not from the steps that this process has seen: the run may have begun in another.
std::array<LossSurface::Extent, 2> LossSurface::path_extents() const {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::array<Extent, 2> extents{Extent{kInfinity, -kInfinity}, Extent{kInfinity, -kInfinity}};
  const auto weights = CsvTable::read(directory_ / file_name::kWeights, {column::kParameter});
  const auto& parameters = weights.texts(column::kParameter);
  const auto& indices = weights.numbers(column::kIndex);
  const auto& values = weights.numbers(column::kValue);
  for (std::size_t row = 0; row < weights.rows(); ++row) {
    const auto i = number_of(parameters[row], indices[row]);
    if (!i || !std::isfinite(values[row])) continue;
    auto& extent = extents.at(static_cast<std::size_t>(*i));
    extent = {std::min(extent.low, values[row]), std::max(extent.high, values[row])};
  }
  return extents;
}

void LossSurface::write() {
  const auto extents = path_extents();
  StateScope numbers(problem_);
  const auto grid = [&](std::size_t i, int step) {
    const double width = std::max(extents[i].high - extents[i].low, 1e-3);
    return extents[i].low - kMargin * width + (1 + 2 * kMargin) * width * step / (kSide - 1);
  };
  std::string rows = csv_header(kSurfaceColumns) + "\n";
  for (int x = 0; x < kSide; ++x) {
    for (int y = 0; y < kSide; ++y) {
      *number(0) = grid(0, x);
      *number(1) = grid(1, y);
      rows += fmt::format("{},{},{}\n", grid(0, x), grid(1, y), csv_number(problem_.train_score().loss));
    }
  }
  numbers.restore();
  write_file_atomically(directory_ / file_name::kSurface, rows);
}

}  // namespace largestep
