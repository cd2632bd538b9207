#include "report/report_figures.h"

#include <fmt/format.h>

#include <algorithm>

#include "charts/large_phase_figures.h"
#include "charts/lecture_plots.h"
#include "charts/run_figures.h"
#include "core/error.h"
#include "figures/draw_figure.h"
#include "figures/figure_csv.h"
#include "files/atomic_file.h"
#include "findings/large_phase_claims.h"
#include "page/escape_html.h"
#include "report/data_uri.h"

namespace largestep {
namespace {

/// 1600 x 900 pixels with text that the last row can read.
FigureStyle style_for_a_talk() {
  return {.width = 800, .height = 450, .font_size = 11, .margin = 16, .with_title = true, .pixels_per_inch = 144};
}

/// A panel is not wider than it is with two others.
FigureStyle style_for_the_page(const ChartFigure& figure) {
  const double panels = std::min(static_cast<double>(figure.panels.size()), 3.0);
  return {.width = 840.0 - 210.0 * (3.0 - panels), .margin = 9.0};
}

}  // namespace

ReportFigures report_figures(const std::vector<SeedGroup>& groups, const std::vector<RunData>& runs,
                             const std::vector<RunSummary>& summaries) {
  ReportFigures figures;
  for (auto& figure : large_phase_figures(by_large_share(groups, summaries), runs, summaries)) {
    (figures.findings.empty() ? figures.findings : figures.sparsity).push_back(std::move(figure));
  }
  for (auto& figure : lecture_plots(runs)) figures.findings.push_back(std::move(figure));
  figures.files = run_figures(groups, runs, summaries);
  return figures;
}

std::vector<std::filesystem::path> write_figures(const ReportFigures& figures, const FigureOptions& options,
                                                 const std::filesystem::path& directory) {
  // What cannot be drawn is said before anything is written.
  if (!options.formats.empty()) draw_figure({.name = "", .title = ""}, FigureFormat::kSvg, options.style);
  std::vector<std::filesystem::path> files;
  const auto write = [&](const std::string& name, const std::string& bytes) {
    files.push_back(directory / name);
    write_file_atomically(files.back(), bytes);
  };
  const auto write_all = [&](const std::vector<ChartFigure>& some, FigureFormat usual) {
    const bool in_usual =
        can_draw_figures() && std::find(options.formats.begin(), options.formats.end(), usual) == options.formats.end();
    for (const auto& figure : some) {
      if (in_usual) {
        const auto style = usual == FigureFormat::kPng ? style_for_a_talk() : style_for_the_page(figure);
        write(fmt::format("{}.{}", figure.name, name_of(usual)), draw_figure(figure, usual, style));
      }
      for (const auto format : options.formats) {
        write(fmt::format("{}.{}", figure.name, name_of(format)), draw_figure(figure, format, options.style));
      }
      if (options.with_data) write(figure.name + "-data.csv", figure_csv(figure));
    }
  };
  write_all(figures.findings, FigureFormat::kSvg);
  write_all(figures.sparsity, FigureFormat::kSvg);
  write_all(figures.files, FigureFormat::kPng);
  return files;
}

std::string figures_html(const std::vector<ChartFigure>& figures) {
  std::string html;
  if (!can_draw_figures()) return html;
  for (const auto& figure : figures) {
    // An image of its own: names within two SVGs that are parts of one page would clash.
    const auto style = style_for_the_page(figure);
    html += fmt::format(
        "<h2 class=\"drawn\">{0}</h2>\n<div class=\"plot\"><img alt=\"{0}. {1}\" style=\"min-width: {2:.0f}px\" "
        "src=\"{3}\"></div>\n"
        "<p class=\"explain\">{1}</p>\n",
        escape_html(figure.title), escape_html(figure.caption), style.width,
        data_uri("image/svg+xml", draw_figure(figure, FigureFormat::kSvg, style)));
  }
  return html;
}

}  // namespace largestep
