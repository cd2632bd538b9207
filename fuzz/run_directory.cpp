#include <array>
#include <cmath>

#include "charts/curves.h"
#include "charts/lecture_plots.h"
#include "figures/chart_axis.h"
#include "figures/figure_csv.h"
#include "files/json_text.h"
#include "findings/findings.h"
#include "fuzz/expect.h"
#include "fuzz/scratch_directory.h"
#include "fuzz/targets.h"
#include "page/html_page.h"
#include "report/exports.h"
#include "reproduce/reproduction_table.h"

namespace largestep {
namespace {

constexpr char kSeparator = '\x1e';
constexpr std::array<const char*, 9> kFiles{"config.toml",  "run.json",    "steps.csv", "metrics.csv", "sparsity.csv",
                                            "measures.csv", "weights.csv", "curve.csv", "surface.csv"};

std::filesystem::path write_run(std::string_view input) {
  std::error_code ignored;
  for (std::size_t file = 0, begin = 0; file < kFiles.size(); ++file) {
    if (begin > input.size()) {
      std::filesystem::remove(scratch_directory() / kFiles[file], ignored);
      continue;
    }
    const auto end = std::min(input.find(kSeparator, begin), input.size());
    write_scratch(kFiles[file], input.substr(begin, end - begin));
    begin = end + 1;
  }
  return scratch_directory();
}

void name_ticks(const Curve& curve) {
  for (const auto kind : {AxisKind::kLinear, AxisKind::kPerCent, AxisKind::kLogarithmic}) {
    std::vector<double> values;
    for (const double y : curve.y) {
      if (is_drawable(y, kind)) values.push_back(y);
    }
    if (values.empty()) continue;
    const auto axis = value_axis(kind, values, 800, 100);
    const auto ticks = axis.ticks();
    promise(ticks.size() < 2000, "an axis has a number of ticks that can be drawn");
    for (const double tick : ticks) axis.name(tick);
    for (const double value : values) {
      const double at = axis.place(value);
      promise(at >= 99 && at <= 801, "what is drawn lies between the ends of its axis");
    }
  }
}

void check_axis(const ChartAxis& axis) {
  promise(std::isfinite(axis.low) && std::isfinite(axis.high) && axis.low < axis.high, "an axis has a range");
}

void check_figure(const ChartFigure& figure) {
  for (const auto& panel : figure.panels) {
    check_axis(panel.x);
    check_axis(panel.y);
    if (panel.colours) check_axis(panel.colours->axis);
  }
  figure_csv(figure);
}

}  // namespace

void fuzz_run_directory(std::string_view input) {
  const auto path = write_run(input);
  allow({ErrorKind::kData}, [&] {
    const auto runs = read_runs({path});
    const auto& run = runs.front();
    const auto summary = summarise(run);
    summary_table({summary});
    findings_of({{summary.label, {0}}}, {summary});
    json_text(report_json(runs), 2);
    for (const auto table : {&RunData::steps, &RunData::metrics, &RunData::sparsity, &RunData::measures}) {
      combined_csv(runs, table);
    }
    layers_csv(runs);
    html_page(runs, "");
    for (const auto& curve : {loss_curve(run), step_size_curve(run), error_curve(run)}) name_ticks(curve);
    for (std::size_t block = 0; block < 5; ++block) name_ticks(distinct_curve(run, block));
    for (const auto& figure : lecture_plots(runs)) check_figure(figure);
  });
  allow({ErrorKind::kData}, [&] { reproduction_markdown({{"small", {final_figures(read_run(path))}, std::nullopt}}); });
}

}  // namespace largestep
