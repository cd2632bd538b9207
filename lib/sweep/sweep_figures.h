#pragma once

#include <array>
#include <vector>

#include "figures/chart_model.h"
#include "sweep/sweep_results.h"

namespace largestep {

/// The pictures that a sweep may have, by name.
inline constexpr const char* kSweepLines = "sweep";
inline constexpr const char* kSweepMap = "sweep-map";
inline constexpr std::array kSweepFigures{kSweepLines, kSweepMap};

/// The pictures of a sweep. "sweep": test error (else loss), training loss and distinct active fraction against the
/// step size, or what was varied instead, a line for each combination of all else; left out for more than eight. Dots
/// where the loss of most runs hovered, rings where it did not, triangles at the top where runs diverged. "sweep-map",
/// where two settings besides the seed were varied: test error, distinct active fraction and the share of runs that
/// hover over both. None where nothing but the seed was varied, or no run has ended.
std::vector<ChartFigure> sweep_figures(const SweepResults& results);

}  // namespace largestep
