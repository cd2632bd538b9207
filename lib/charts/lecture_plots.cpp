#include "charts/lecture_plots.h"

#include "charts/fitted_function_plot.h"
#include "charts/loss_surface_plot.h"
#include "charts/neurons_plot.h"

namespace largestep {

std::vector<ChartFigure> lecture_plots(const std::vector<RunData>& runs) {
  std::vector<RecordedRun> recorded;
  for (const auto& run : runs) {
    auto weights = read_weights(run);
    if (!weights.steps.empty()) recorded.push_back({&run, std::move(weights)});
  }
  std::vector<ChartFigure> plots;
  for (const auto plot : {loss_surface_plot, neurons_plot, fitted_function_plot}) {
    if (auto made = plot(recorded)) plots.push_back(std::move(*made));
  }
  return plots;
}

}  // namespace largestep
