// `largestep demo`: the paper's two claims on its smallest example, the diagonal linear network, in seconds and without
// data: at a large step size the loss hovers, and the longer it did before the decay, the sparser and better the
// result.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "app/argument_checks.h"
#include "app/command.h"
#include "app/command_line.h"
#include "app/end_if_stopped.h"
#include "charts/text_plot.h"
#include "core/error.h"
#include "device/device.h"
#include "findings/figure_text.h"
#include "report/write_report.h"
#include "reproduce/small_runs.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

/// A step size of the demo: a row of the experiment that `reproduce --setting diagonal` repeats.
struct DemoRow {
  const char* row;
  const char* shown;
  char mark;
};
constexpr DemoRow kDemoRows[] = {{"sgd-small", "0.25, constant", '.'},
                                 {"sgd-large-30", "0.282, decayed at 30 %", 'o'},
                                 {"sgd-large-50", "0.282, decayed at 50 %", '#'}};
constexpr int kSeeds = 5;
constexpr int kPlotColumns = 72;
constexpr int kPlotRows = 14;

const SmallRow& row_named(const std::string& name) {
  const auto& rows = find_small_experiment("diagonal")->rows;
  return *std::find_if(rows.begin(), rows.end(), [&](const SmallRow& row) { return row.name == name; });
}

/// Of the runs that finished; NaN if none did.
double median_of(const std::vector<SmallOutcome>& outcomes, const std::string& name) {
  std::vector<double> values;
  for (const auto& outcome : outcomes) {
    if (!outcome.diverged) values.push_back(figure_of(outcome, name));
  }
  std::sort(values.begin(), values.end());
  return values.empty() ? std::nan("") : values[values.size() / 2];
}

struct DemoResult {
  double test_loss;
  double nonzeros;
};

/// What the numbers say, whatever they are. The first result is that of the small step size.
std::string claim(const std::vector<DemoResult>& results) {
  const auto& small = results.front();
  const bool sparser = std::is_sorted(results.begin(), results.end(),
                                      [](const DemoResult& a, const DemoResult& b) { return a.nonzeros > b.nonzeros; });
  const auto worst = std::max_element(results.begin() + 1, results.end(), [](const DemoResult& a, const DemoResult& b) {
                       return a.test_loss < b.test_loss;
                     })->test_loss;
  return fmt::format("{} {}",
                     sparser ? fmt::format("The longer the large phase, the sparser the result: {:.0f} nonzeros become "
                                           "{:.0f}; the teacher has 20.",
                                           small.nonzeros, results.back().nonzeros)
                             : "The results are not in the order of the length of the large phase here.",
                     worst < small.test_loss
                         ? fmt::format("Every large step size ends with a lower test loss than the small one, {} times "
                                       "lower or more.",
                                       times_text(small.test_loss / worst))
                         : "A large step size ends with a higher test loss than the small one here.");
}

void demo(const std::string& directory, const std::string& command) {
  const fs::path out(directory);
  if (fs::exists(out)) fail(ErrorKind::kInvalidArgument, "{} is there already; give another --out", out.string());
  set_threads(1);
  fmt::print(
      "A network that computes x . (u * v) learns a sparse vector from 80 examples in 200 dimensions, one example a "
      "step,\n"
      "100,001 steps. It can fit them in many ways; which one it finds is up to the step size.\n\n"
      "{:<24}{:>10}{:>22}\n",
      "step size", "test loss", "nonzeros of 200");
  std::vector<fs::path> runs;
  std::vector<DemoResult> results;
  for (const auto& [name, shown, mark] : kDemoRows) {
    const auto& row = row_named(name);
    const auto outcomes = small_outcomes(row, kSeeds);
    results.push_back({median_of(outcomes, "test_loss"), median_of(outcomes, "nonzeros")});
    if (std::isnan(results.back().test_loss)) {
      fail(ErrorKind::kDiverged, "all {} runs at step size {} diverged", outcomes.size(), shown);
    }
    fmt::print("{:<24}{:>10.2g}{:>22}\n", shown, results.back().test_loss, results.back().nonzeros);
    runs.push_back(out / name);
    end_if_stopped(keep_first_finished(row, outcomes, runs.back(), /*weights_every=*/0));
  }
  fmt::print("(medians of {} runs each)\n\nTraining loss of the first run of each, over the steps:\n\n", kSeeds);

  std::vector<TextLine> lines;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto run = read_run(runs[i]);
    const auto curve = finite_points(run.steps.numbers(column::kStep), run.steps.numbers(column::kLoss));
    lines.push_back({kDemoRows[i].mark, bucket_means(curve, kPlotColumns).curve});
  }
  const auto result = write_report(runs, out / "report", {.command = command});
  fmt::print("{}\n", text_plot(lines, "steps", kPlotColumns, kPlotRows));
  for (const auto& [name, shown, mark] : kDemoRows) fmt::print("  {}  {}\n", mark, shown);
  fmt::print("\n");
  for (const auto& sentence : result.findings.stabilization) fmt::print("- {}\n", sentence);
  fmt::print("- {}\n\n{}\n", claim(results), result.page.string());
}

}  // namespace

void add_demo_command(CLI::App& app) {
  auto* command = app.add_subcommand("demo", "the paper's claims in seconds: no data, no network, one thread");
  const auto out = std::make_shared<std::string>("runs/demo");
  command->add_option("--out", *out, "new directory for the runs and their report")
      ->type_name("DIR")
      ->check(a_name())
      ->capture_default_str();
  command->footer("Examples:\n  largestep demo\n  largestep demo --out /tmp/demo");
  command->callback([command, out] { demo(*out, command_line(*command)); });
}

}  // namespace largestep
