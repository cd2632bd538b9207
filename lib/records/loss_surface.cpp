#include "records/loss_surface.h"

#include <fmt/format.h>
#include <torch/types.h>

#include <algorithm>

#include "files/atomic_file.h"
#include "files/csv_cell.h"
#include "files/csv_log.h"
#include "problems/state_scope.h"
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

LossSurface::LossSurface(Problem& problem, std::filesystem::path file)
    : problem_(problem), file_(std::move(file)), low_{*number(0), *number(1)}, high_{*number(0), *number(1)} {}

double* LossSurface::number(int i) const {
  const auto parameters = problem_.parameters();
  const auto& first = parameters.front().second;
  return i < first.numel() ? first.data_ptr<double>() + i : parameters.back().second.data_ptr<double>();
}

void LossSurface::follow(bool is_last_step) {
  for (int i = 0; i < 2; ++i) {
    low_[i] = std::min(low_[i], *number(i));
    high_[i] = std::max(high_[i], *number(i));
  }
  if (is_last_step) write();
}

void LossSurface::write() {
  StateScope numbers(problem_);
  const auto grid = [&](int i, int step) {
    const double width = std::max(high_[i] - low_[i], 1e-3);
    return low_[i] - kMargin * width + (1 + 2 * kMargin) * width * step / (kSide - 1);
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
  write_file_atomically(file_, rows);
}

}  // namespace largestep
