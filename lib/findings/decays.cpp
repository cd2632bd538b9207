#include "findings/decays.h"

#include "run_files/schema.h"

namespace largestep {
namespace {

// The mildest of the published decays divides by 1.5; a warm-up, cosine or triangle changes far less in a step.
// Decimals as 0.07 and 0.1 have a ratio that is 0.7 up to rounding.
constexpr double kDecay = 0.7 + 1e-9;
constexpr double kNotSmooth = 0.9;

}  // namespace

std::vector<std::size_t> decay_rows(std::span<const double> step_sizes) {
  std::vector<std::size_t> decays;
  double previous_ratio = 1;
  for (std::size_t row = 1; row < step_sizes.size(); ++row) {
    const double ratio = step_sizes[row] / step_sizes[row - 1];
    if (ratio <= kDecay && previous_ratio > kNotSmooth) decays.push_back(row);
    previous_ratio = ratio;
  }
  return decays;
}

std::vector<double> decay_epochs(const CsvTable& steps) {
  const auto& epochs = steps.numbers(column::kEpoch);
  std::vector<double> decays;
  for (const auto row : decay_rows(steps.numbers(column::kStepSize))) decays.push_back(epochs[row]);
  return decays;
}

}  // namespace largestep
