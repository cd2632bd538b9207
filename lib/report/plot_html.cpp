#include "report/plot_html.h"

#include <fmt/format.h>

#include <algorithm>

namespace largestep {

std::string plot_html(const LecturePlot& plot) {
  return fmt::format("<h2>{}</h2>\n<div class=\"plot\">{}</div>\n<p class=\"explain\">{}</p>\n", plot.title, plot.svg,
                     plot.caption);
}

std::string with_plots(std::string page, const std::vector<LecturePlot>& plots) {
  const auto end = std::min({page.rfind("<footer>"), page.rfind("</main>"), page.rfind("</body>")});
  if (plots.empty() || end == std::string::npos) return page;
  std::string html = "<section id=\"pictures\">";
  for (const auto& plot : plots) html += plot_html(plot);
  return page.insert(end, html + "</section>\n");
}

}  // namespace largestep
