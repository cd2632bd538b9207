#include "charts/lecture_plots.h"

#include <fmt/format.h>

#include <algorithm>

#include "charts/fitted_function_plot.h"
#include "charts/loss_surface_plot.h"
#include "charts/neurons_plot.h"

namespace largestep {

std::vector<LecturePlot> lecture_plots(const std::vector<RunData>& runs) {
  std::vector<RecordedRun> recorded;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    auto weights = read_weights(runs[i]);
    if (!weights.steps.empty()) recorded.push_back({&runs[i], i, std::move(weights)});
  }
  std::vector<LecturePlot> plots;
  for (const auto plot : {loss_surface_plot, neurons_plot, fitted_function_plot}) {
    if (auto made = plot(recorded)) plots.push_back(std::move(*made));
  }
  return plots;
}

std::string plot_html(const LecturePlot& plot) {
  return fmt::format("<h2>{}</h2>\n<div class=\"plot\">{}</div>\n<p class=\"explain\">{}</p>\n", plot.title, plot.svg,
                     plot.caption);
}

std::string with_lecture_plots(std::string page, const std::vector<LecturePlot>& plots) {
  const auto end = std::min({page.rfind("<footer>"), page.rfind("</main>"), page.rfind("</body>")});
  if (plots.empty() || end == std::string::npos) return page;
  std::string html = "<section id=\"pictures\">";
  for (const auto& plot : plots) html += plot_html(plot);
  return page.insert(end, html + "</section>\n");
}

}  // namespace largestep
