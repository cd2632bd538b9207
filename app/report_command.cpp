#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "app/argument_checks.h"
#include "app/command_line.h"
#include "app/machine_arguments.h"
#include "command.h"
#include "core/error.h"
#include "core/file_name_word.h"
#include "files/file_lock.h"
#include "loading/image_inputs.h"
#include "pictures/network_pictures.h"
#include "report/write_report.h"
#include "run_files/run_folder.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

struct ReportArguments {
  std::vector<std::string> runs;
  std::string out;
  int watch = 0;
  bool pictures = false;
  MachineArguments machine;
  std::string data;
  std::vector<std::string> features;
  std::string figures, width, font;
  std::string command;  ///< line of the shell
};

/// What --data is taken for where it is given without a directory: no name of one.
constexpr const char* kWithoutValue = "-";

constexpr int kLongestWatch = 86'400;

void print_result(const ReportResult& result) {
  fmt::print("{}\n{}\n", summary_table(result.runs), result.findings.headline);
  for (const auto& sentence : result.findings.stabilization) fmt::print("- {}\n", sentence);
  for (const auto& note : result.findings.notes) fmt::print("- {}\n", note);
  fmt::print("\n{}\n", result.page.string());
}

FigureOptions figure_options(const ReportArguments& arguments) {
  FigureOptions options;
  if (!arguments.figures.empty()) options.formats = parse_figure_formats(arguments.figures);
  if (!arguments.width.empty()) options.style.width = length_in_points(arguments.width);
  if (!arguments.font.empty()) options.style.font = arguments.font;
  options.with_data = arguments.data == kWithoutValue;
  options.style.validate();
  return options;
}

bool any_running(const ReportResult& result) {
  return std::any_of(result.runs.begin(), result.runs.end(), [](const auto& run) { return run.status == "running"; });
}

/// Pictures of every run that has a checkpoint, in pictures/ beside the report.
std::vector<ReportPicture> network_pictures(const ReportArguments& arguments,
                                            const std::vector<std::filesystem::path>& runs) {
  const std::filesystem::path out(arguments.out);
  const auto inference = arguments.machine.inference();
  std::vector<ReportPicture> pictures;
  for (const auto& run : read_runs(runs)) {
    std::error_code error;
    if (!std::filesystem::exists(last_checkpoint_of(run.path), error)) continue;
    if (const auto problem = text_or(run.config, "problem", ""); !trains_image_network(problem)) {
      fmt::print(stderr, "largestep: note: {} is a run of {}, of which there are no pictures\n", run.label, problem);
      continue;
    }
    auto loaded = load_network(run.path, inference.device);
    const ImageInputs inputs{.data = arguments.data == kWithoutValue ? "" : arguments.data};
    normalise_inputs(loaded, inputs);
    const auto source = find_images(loaded, inputs);
    const NetworkPictureOptions options{.class_names = source.classes()};
    for (const auto& [path, title, text] :
         write_network_pictures(*loaded.network, source.load(Split::kTest), options, inference, out / "pictures",
                                file_name_word(run.label) + "-")) {
      pictures.push_back({"pictures" / path.filename(), run.label + ": " + title, text});
    }
  }
  return pictures;
}

ReportOptions options_of(const ReportArguments& arguments) {
  ReportOptions options{.figures = figure_options(arguments), .command = arguments.command};
  for (const auto& file : arguments.features) options.features.push_back(read_feature_row(file));
  return options;
}

/// A line for each run that is still going, and one, once, for each that has ended without saying so.
void print_standing(const ReportResult& result, std::set<std::string>& told) {
  for (const auto& run : result.runs) {
    if (run.status == "running") fmt::print("{}: epoch {}\n", run.label, epoch_text(run.epochs));
    if (run.status == "interrupted" && told.insert(run.label).second) {
      fmt::print("{}: has ended at epoch {} without saying so\n", run.label, epoch_text(run.epochs));
    }
  }
  std::fflush(stdout);
}

/// A folder gets new runs, and between two of a sweep there is a moment in which none is in progress.
bool is_folder_of_runs(const std::filesystem::path& path) {
  std::error_code error;
  return !std::filesystem::exists(path / file_name::kConfig, error) && !is_locked(path / file_name::kLock);
}

bool any_locked(const std::vector<std::filesystem::path>& runs) {
  return std::any_of(runs.begin(), runs.end(), [](const auto& run) { return is_locked(run / file_name::kLock); });
}

/// Those of which something can be shown, after a line for each of the others, once.
std::vector<std::filesystem::path> shown_of(const FoundRuns& found, std::set<std::string>& told) {
  for (const auto& run : found.begun) {
    if (told.insert(run.string()).second) fmt::print("{} has nothing recorded yet\n", run.string());
  }
  std::fflush(stdout);
  std::vector<std::filesystem::path> shown;
  std::copy_if(found.runs.begin(), found.runs.end(), std::back_inserter(shown), [&](const auto& run) {
    return std::find(found.begun.begin(), found.begun.end(), run) == found.begun.end();
  });
  return shown;
}

/// Writes the report again and again until no run is going any more; the last page does not load itself again.
void watch(const ReportArguments& arguments, const std::vector<std::filesystem::path>& given) {
  auto options = options_of(arguments);
  std::set<std::string> told;
  const int looks_at_rest = std::any_of(given.begin(), given.end(), is_folder_of_runs) ? 2 : 1;
  bool is_printed = false, is_printed_at_rest = false;
  for (int at_rest = 0; true; std::this_thread::sleep_for(std::chrono::seconds(arguments.watch))) {
    const auto found = find_runs(given);  // in folders, new ones may have begun
    const auto runs = shown_of(found, told);
    if (runs.empty()) continue;
    const bool in_progress = !found.begun.empty() || any_locked(runs);
    options.refresh_seconds = arguments.watch;
    if (arguments.pictures) options.pictures = network_pictures(arguments, runs);
    auto result = write_report(runs, arguments.out, options);
    at_rest = in_progress || any_running(result) ? 0 : at_rest + 1;
    if (!is_printed) print_result(result);
    is_printed_at_rest = at_rest > 0 && (is_printed_at_rest || !is_printed);
    is_printed = true;
    if (at_rest == looks_at_rest) {
      options.refresh_seconds = 0;
      result = write_report(runs, arguments.out, options);
      if (!is_printed_at_rest) print_result(result);
      return;
    }
    print_standing(result, told);
  }
}

/// A run that follows --data by mistake would be taken for the data set's directory, and be missing in the report.
void check_data(const ReportArguments& arguments) {
  if (arguments.data.empty() || arguments.data == kWithoutValue) return;
  std::error_code error;
  if (!arguments.pictures) {
    fail(ErrorKind::kInvalidArgument,
         "data is {}, but only --pictures needs the data set's directory; to write what the figures show, put --data "
         "last",
         arguments.data);
  }
  if (std::filesystem::exists(std::filesystem::path(arguments.data) / file_name::kConfig, error)) {
    fail(ErrorKind::kInvalidArgument, "data is {}, but that is a run, not the directory of a data set", arguments.data);
  }
}

void report(const ReportArguments& arguments) {
  check_data(arguments);
  const std::vector<std::filesystem::path> given(arguments.runs.begin(), arguments.runs.end());
  if (arguments.watch > 0) return watch(arguments, given);
  const auto runs = find_runs(given).runs;
  auto options = options_of(arguments);
  if (arguments.pictures) options.pictures = network_pictures(arguments, runs);
  print_result(write_report(runs, arguments.out, options));
}

}  // namespace

void add_report_command(CLI::App& app) {
  auto* command = app.add_subcommand("report", "compare runs: HTML, figures, CSV and JSON");
  const auto options = std::make_shared<ReportArguments>();
  command
      ->add_option("runs", options->runs, "Run directories, as `largestep train --out` wrote them, or folders of such")
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
      ->check(CLI::Range(1, kLongestWatch))
      ->default_str("30");
  command->add_flag("--pictures", options->pictures,
                    "also draw what each run's network has learnt: filters, exciting images, mistakes, active maps");
  options->machine.add_to(*command, "of --pictures: ");
  auto* figures = command->add_option("--figures", options->figures,
                                      "also draw every figure for a paper, in these formats: pdf, svg, png");
  figures->type_name("FORMATS")->check(a_name());
  command->add_option("--width", options->width, "of these figures, in in, cm, mm or pt (default: 3.25in, a column)")
      ->type_name("LENGTH")
      ->check(a_name())
      ->needs(figures);
  command->add_option("--font", options->font, "of these figures: serif, sans-serif or a font that is installed")
      ->type_name("FAMILY")
      ->check(a_name())
      ->needs(figures);
  command
      ->add_option("--data", options->data,
                   "alone: also write what each figure shows as CSV; with a directory: where the data set's files are, "
                   "for --pictures")
      ->type_name("[DIR]")
      ->check(a_name())
      ->expected(0, 1)
      ->default_str(kWithoutValue);
  command
      ->add_option("--features", options->features,
                   "what `largestep features --json FILE` wrote, for a row beside the last blocks of the runs; may be "
                   "given several times")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->check(a_name());
  command->footer(
      "Examples:\n"
      "  largestep report runs/small runs/large --out report\n"
      "  largestep report runs/large --out report --watch\n"
      "  largestep report runs/sweep --out report                       every run in it\n"
      "  largestep report runs/* --out report --figures pdf --width 3.25in --font serif --data");
  command->callback([command, options] {
    options->command = command_line(*command);
    report(*options);
  });
}

}  // namespace largestep
