#include "report/write_report.h"

#include <algorithm>

#include "core/clock.h"
#include "core/error.h"
#include "files/atomic_file.h"
#include "files/json_text.h"
#include "findings/seed_groups.h"
#include "page/html_page.h"
#include "page/vega_bundle.h"
#include "report/exports.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;
constexpr const char* kReportJson = "report.json";

/// Removes figures and measures of an earlier report that this one does not have: beside its page, those of other runs
/// would mislead.
void remove_stale_files(const std::vector<fs::path>& written, const fs::path& out) {
  const auto remove_if_stale = [&](const fs::path& path) {
    std::error_code error;
    if (std::find(written.begin(), written.end(), path) == written.end()) fs::remove(path, error);
  };
  for (const char* name : kReportFigures) {
    for (const char* ending : {".svg", ".png", ".pdf", "-data.csv"})
      remove_if_stale(out / (std::string(name) + ending));
  }
  remove_if_stale(out / file_name::kMeasures);
}

}  // namespace

ReportResult write_report(const std::vector<std::filesystem::path>& runs, const std::filesystem::path& out,
                          const ReportOptions& options) {
  std::error_code ignored;
  if (std::filesystem::exists(out / file_name::kConfig, ignored)) {
    fail(ErrorKind::kInvalidArgument, "{} holds a run, whose tables the report's would replace; give another --out",
         out.string());
  }
  const auto data = read_runs(runs);
  const auto vega = read_vega();
  ReportResult result;
  for (const auto& run : data) result.runs.push_back(summarise(run));
  const auto groups = seed_groups(data);
  result.compared = mean_summaries(groups, result.runs);
  result.findings = findings_of(groups, result.runs);
  result.page = out / "report.html";

  largestep::create_directories(out);
  const auto write = [&](const char* name, std::string_view bytes) {
    write_file_atomically(out / name, bytes);
    result.files.push_back(out / name);
  };
  const bool had_report = std::filesystem::exists(out / kReportJson, ignored);
  const auto figures = report_figures(groups, data, result.runs);
  // First what may have been asked for in vain.
  const auto figure_files = write_figures(figures, options.figures, out);
  auto json = report_json(data);
  for (const auto& [label, values] : options.features)
    json["features"].push_back({{"name", label}, {"measured", values}});
  write(kReportJson, json_text(json, 2) + "\n");
  write(file_name::kSteps, combined_csv(data, &RunData::steps));
  write(file_name::kMetrics, combined_csv(data, &RunData::metrics));
  write(file_name::kSparsity, combined_csv(data, &RunData::sparsity));
  write("layers.csv", layers_csv(data));
  if (std::any_of(data.begin(), data.end(), [](const auto& run) { return run.measures.rows() > 0; })) {
    write(file_name::kMeasures, combined_csv(data, &RunData::measures));
  }
  result.files.insert(result.files.end(), figure_files.begin(), figure_files.end());
  if (had_report) remove_stale_files(result.files, out);
  // Last, so that a page is there only with all that it speaks of.
  write("report.html", html_page(data, vega,
                                 {.findings_figures = figures_html(figures.findings),
                                  .sparsity_figures = figures_html(figures.sparsity),
                                  .pictures = pictures_section_html(options.pictures, out),
                                  .features = features_section_html(options.features, data),
                                  .made_at = utc_now(),
                                  .command = options.command,
                                  .refresh_seconds = options.refresh_seconds}));
  return result;
}

}  // namespace largestep
