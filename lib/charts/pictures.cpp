#include "charts/pictures.h"

#include <algorithm>
#include <functional>

#include "charts/line_chart.h"
#include "findings/findings.h"

namespace largestep {
namespace {

ChartPanel panel_of(const std::vector<RunData>& runs, const std::string& title, AxisKind y_axis,
                    const std::function<Curve(const RunData&)>& curve) {
  ChartPanel panel{.title = title, .x_label = "epoch", .y_axis = y_axis, .lines = {}};
  for (std::size_t i = 0; i < runs.size(); ++i) panel.lines.push_back({curve(runs[i]), i, decay_epochs(runs[i].steps)});
  return panel;
}

ChartPicture picture_of(const std::vector<RunData>& runs, const std::string& title, std::vector<ChartPanel> panels) {
  const bool synthetic =
      std::any_of(runs.begin(), runs.end(), [](const auto& r) { return is_synthetic(summarise(r).dataset); });
  ChartPicture picture{.title = title + (synthetic ? " (synthetic images, not CIFAR-10)" : ""),
                       .legend = {},
                       .panels = std::move(panels)};
  for (const auto& run : runs) picture.legend.push_back(run.label);
  return picture;
}

}  // namespace

void write_sparsity_picture(const std::vector<RunData>& runs, const std::filesystem::path& path) {
  const auto distinct = [](const RunData& run) {
    const auto blocks = blocks_of(run.sparsity).size();
    return blocks == 0 ? Curve{} : distinct_curve(run, blocks - 1);
  };
  std::vector<RunSummary> summaries;
  for (const auto& run : runs) summaries.push_back(summarise(run));
  write_picture(picture_of(runs, "Sparse features and test error",
                           {panel_of(runs, "Distinct active fraction of " + last_block_of(summaries),
                                     AxisKind::kPerCent, distinct),
                            panel_of(runs, "Test error", AxisKind::kPerCent, error_curve)}),
                path);
}

void write_training_picture(const std::vector<RunData>& runs, const std::filesystem::path& path) {
  write_picture(picture_of(runs, "Training",
                           {panel_of(runs, "Training loss per step, smoothed", AxisKind::kLogarithmic, loss_curve),
                            panel_of(runs, "Step size", AxisKind::kLogarithmic, step_size_curve)}),
                path);
}

}  // namespace largestep
