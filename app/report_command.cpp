#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/argument_checks.h"
#include "command.h"
#include "report/write_report.h"

namespace largestep {
namespace {

struct ReportOptions {
  std::vector<std::string> runs;
  std::string out;
};

void report(const ReportOptions& options) {
  const auto result = write_report({options.runs.begin(), options.runs.end()}, options.out);
  fmt::print("{}\n{}\n", summary_table(result.runs), result.findings.headline);
  for (const auto& sentence : result.findings.stabilization) fmt::print("- {}\n", sentence);
  for (const auto& note : result.findings.notes) fmt::print("- {}\n", note);
  fmt::print("\n{}\n", result.page.string());
}

}  // namespace

void add_report_command(CLI::App& app) {
  auto* command = app.add_subcommand("report", "compare runs: HTML, PNG, CSV and JSON");
  const auto options = std::make_shared<ReportOptions>();
  command->add_option("runs", options->runs, "Run directories, as `largestep train --out` wrote them")
      ->type_name("RUN")
      ->check(a_name())
      ->required();
  command->add_option("--out", options->out, "Directory for the report")->type_name("DIR")->check(a_name())->required();
  command->footer(
      "Examples:\n"
      "  largestep report runs/small runs/large --out report\n"
      "  largestep report runs/* --out report");
  command->callback([options] { report(*options); });
}

}  // namespace largestep
