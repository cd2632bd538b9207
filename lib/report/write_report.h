#pragma once

#include <filesystem>
#include <vector>

#include "findings/findings.h"
#include "report/feature_rows.h"
#include "report/report_figures.h"
#include "report/report_picture.h"

namespace largestep {

/// What a report said and where it is.
struct ReportResult {
  std::vector<RunSummary> runs;      ///< of the runs themselves
  std::vector<RunSummary> compared;  ///< the runs, or their means over seeds
  Findings findings;
  std::filesystem::path page;                ///< report.html
  std::vector<std::filesystem::path> files;  ///< everything written, report.html last
};

struct ReportOptions {
  std::vector<ReportPicture> pictures = {};  ///< already in the directory of the report
  std::vector<FeatureRow> features = {};     ///< of networks trained elsewhere
  int refresh_seconds = 0;                   ///< > 0: the page loads itself again every so many seconds
  FigureOptions figures = {};                ///< for a paper
  std::string command = {};                  ///< line that made the report; stands on the page with the time
};

/// Compares run directories: writes report.html (self-contained, opens offline), report.json, steps.csv, metrics.csv,
/// sparsity.csv, layers.csv and, where runs measured more, measures.csv into `out`; and, when built with Cairo, those
/// figures of report_figures.h that the runs have something to show in; what of figures and measures an earlier report
/// left there and this one does not have is removed. Each file is replaced whole, the page last; `out` is created.
/// @throws Error{kInvalidArgument} for no runs or one given twice, or figures that cannot be drawn as asked for;
///         Error{kData} for a run that cannot be read or when Vega is not installed, Error{kWrite} when `out` cannot be
///         written.
ReportResult write_report(const std::vector<std::filesystem::path>& runs, const std::filesystem::path& out,
                          const ReportOptions& options = {});

}  // namespace largestep
