#pragma once

#include <filesystem>
#include <vector>

#include "report/findings.h"

namespace largestep {

/// What a report said and where it is.
struct ReportResult {
  std::vector<RunSummary> runs;
  Findings findings;
  std::filesystem::path page;                ///< report.html
  std::vector<std::filesystem::path> files;  ///< everything written, report.html first
};

/// Compares run directories: writes report.html (self-contained, opens offline), report.json, steps.csv, metrics.csv,
/// sparsity.csv and layers.csv into `out`, the pictures sparsity.png and training.png when built with OpenCV,
/// and those of lecture_plots.h for small problems. Each
/// file is replaced whole; `out` is created.
/// @throws Error{kInvalidArgument} for no runs or one given twice, Error{kData} for a run that cannot be read or when
///         Vega is not installed, Error{kWrite} when `out` cannot be written.
ReportResult write_report(const std::vector<std::filesystem::path>& runs, const std::filesystem::path& out);

}  // namespace largestep
