#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "app/argument_checks.h"
#include "command.h"
#include "core/error.h"
#include "report/write_report.h"

namespace largestep {
namespace {

struct ReportArguments {
  std::vector<std::string> runs;
  std::string out;
  int watch = 0;
};

constexpr int kLongestWatch = 86'400;

void print_result(const ReportResult& result) {
  fmt::print("{}\n{}\n", summary_table(result.runs), result.findings.headline);
  for (const auto& sentence : result.findings.stabilization) fmt::print("- {}\n", sentence);
  for (const auto& note : result.findings.notes) fmt::print("- {}\n", note);
  fmt::print("\n{}\n", result.page.string());
}

bool any_running(const ReportResult& result) {
  return std::any_of(result.runs.begin(), result.runs.end(), [](const auto& run) { return run.status == "running"; });
}

/// Writes the report again and again until no run is going any more; the last page does not load itself again.
void watch(const ReportArguments& arguments, const std::vector<std::filesystem::path>& runs) {
  for (bool first = true;; first = false) {
    auto result = write_report(runs, arguments.out, {.refresh_seconds = arguments.watch});
    if (first) print_result(result);
    if (!any_running(result)) {
      result = write_report(runs, arguments.out);
      if (!first) print_result(result);
      return;
    }
    for (const auto& run : result.runs) {
      if (run.status == "running") fmt::print("{}: epoch {}\n", run.label, figure(run.epochs));
    }
    std::fflush(stdout);
    std::this_thread::sleep_for(std::chrono::seconds(arguments.watch));
  }
}

void report(const ReportArguments& arguments) {
  if (arguments.watch < 0 || arguments.watch > kLongestWatch) {
    fail(ErrorKind::kInvalidArgument, "watch is {}, but must be 1 to {} seconds", arguments.watch, kLongestWatch);
  }
  const std::vector<std::filesystem::path> runs(arguments.runs.begin(), arguments.runs.end());
  if (arguments.watch > 0) return watch(arguments, runs);
  print_result(write_report(runs, arguments.out));
}

}  // namespace

void add_report_command(CLI::App& app) {
  auto* command = app.add_subcommand("report", "Compare runs: HTML, PNG, CSV and JSON");
  const auto options = std::make_shared<ReportArguments>();
  command->add_option("runs", options->runs, "Run directories, as `largestep train --out` wrote them")
      ->type_name("RUN")
      ->check(a_name())
      ->required();
  command->add_option("--out", options->out, "Directory for the report")->type_name("DIR")->check(a_name())->required();
  command
      ->add_option("--watch", options->watch,
                   "write the report again every so many seconds (30 without a number) until the runs have ended; the "
                   "page follows")
      ->type_name("SECONDS")
      ->expected(0, 1)
      ->default_str("30");
  command->footer(
      "Examples: largestep report runs/small runs/large --out report\n"
      "          largestep report runs/large --out report --watch");
  command->callback([options] { report(*options); });
}

}  // namespace largestep
