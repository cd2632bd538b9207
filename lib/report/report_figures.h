#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "figures/chart_model.h"
#include "figures/figure_style.h"
#include "findings/seed_groups.h"

namespace largestep {

/// The figures of a report, where they stand on its page.
struct ReportFigures {
  std::vector<ChartFigure> findings;  ///< beside the findings: the paper's figure, pictures of small problems
  std::vector<ChartFigure> sparsity;  ///< beside the charts of the blocks
  std::vector<ChartFigure> files;     ///< only files beside the page
};

/// The names of all figures that there may be.
inline constexpr std::array kReportFigures{"figure1", "sparsity-against-loss", "sparsity", "training", "loss-surface",
                                           "neurons", "fitted-function"};

/// @param groups     of all runs
/// @param summaries  of `runs`, in their order
ReportFigures report_figures(const std::vector<SeedGroup>& groups, const std::vector<RunData>& runs,
                             const std::vector<RunSummary>& summaries);

/// Figures for a paper, beside those that a report has anyway.
struct FigureOptions {
  std::vector<FigureFormat> formats = {};                  ///< of every figure; none: no figures for a paper
  FigureStyle style = {.width = 234.0, .font_size = 8.0};  ///< of these files
  bool with_data = false;                                  ///< also NAME-data.csv, what each figure shows
};

/// Draws the figures into a directory, each file replaced whole: those of the page as SVG, the others as PNG for a
/// talk, and what the options ask for in place of these or beside them. Without Cairo only the data, if asked for.
/// @return the files
/// @throws Error{kInvalidArgument} for a style that is not valid, or figures asked for that the build cannot draw;
///         Error{kWrite}.
std::vector<std::filesystem::path> write_figures(const ReportFigures& figures, const FigureOptions& options,
                                                 const std::filesystem::path& directory);

/// Figures with their titles and captions as HTML; "" where the build cannot draw.
std::string figures_html(const std::vector<ChartFigure>& figures);

}  // namespace largestep
