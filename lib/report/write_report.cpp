#include "report/write_report.h"

#include <algorithm>

#include "core/atomic_file.h"
#include "report/exports.h"
#include "report/html_page.h"
#include "report/lecture_plots.h"
#include "report/seed_groups.h"
#include "report/vega_bundle.h"
#ifdef LARGESTEP_WITH_OPENCV
#include "report/pictures.h"
#endif

namespace largestep {

ReportResult write_report(const std::vector<std::filesystem::path>& runs, const std::filesystem::path& out,
                          const ReportOptions& options) {
  const auto data = read_runs(runs);
  const auto vega = read_vega();
  ReportResult result;
  for (const auto& run : data) result.runs.push_back(summarise(run));
  result.compared = mean_summaries(seed_groups(data), result.runs);
  result.findings = findings_of(result.runs, result.compared);
  result.page = out / "report.html";

  largestep::create_directories(out);
  const auto write = [&](const char* name, std::string_view bytes) {
    write_file_atomically(out / name, bytes);
    result.files.push_back(out / name);
  };
  const auto plots = lecture_plots(data);
  const auto page =
      html_page(data, vega,
                {.pictures = pictures_section_html(options.pictures, out), .refresh_seconds = options.refresh_seconds});
  write("report.html", with_lecture_plots(page, plots));
  constexpr auto kReplaceBadUtf8 = nlohmann::ordered_json::error_handler_t::replace;
  write("report.json", report_json(data).dump(2, ' ', false, kReplaceBadUtf8) + "\n");
  write("steps.csv", combined_csv(data, &RunData::steps));
  write("metrics.csv", combined_csv(data, &RunData::metrics));
  write("sparsity.csv", combined_csv(data, &RunData::sparsity));
  write("layers.csv", layers_csv(data));
  if (std::any_of(data.begin(), data.end(), [](const auto& run) { return run.measures.rows() > 0; })) {
    write("measures.csv", combined_csv(data, &RunData::measures));
  }
  for (const auto& plot : plots) write((plot.name + ".svg").c_str(), plot.svg);
#ifdef LARGESTEP_WITH_OPENCV
  write_sparsity_picture(data, out / "sparsity.png");
  write_training_picture(data, out / "training.png");
  result.files.push_back(out / "sparsity.png");
  result.files.push_back(out / "training.png");
#endif
  return result;
}

}  // namespace largestep
