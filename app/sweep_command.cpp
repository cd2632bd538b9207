#include <fmt/format.h>

#include <algorithm>

#include "app/argument_checks.h"
#include "app/command.h"
#include "app/complete_here.h"
#include "app/setting_flags.h"
#include "core/error.h"
#include "core/shell_word.h"
#include "experiment/run_state.h"
#include "figures/draw_figure.h"
#include "files/atomic_file.h"
#include "files/json_text.h"
#include "sweep/sweep_figures.h"
#include "sweep/sweep_plan.h"
#include "sweep/sweep_table.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

struct SweepArguments {
  SettingFlags settings;
  std::vector<std::string> sets;
  std::string out;
  int jobs = 1;
  bool print_commands = false;
  bool gather = false;
};

constexpr int kMostJobs = 1024;

SharedSettings shared_settings(const SettingFlags& flags) {
  return {.config = flags.config(), .config_read = flags.config_values(), .flags = flags.values()};
}

SweepPlan planned(const SweepArguments& arguments) {
  std::vector<VariedSetting> varied;
  for (const auto& text : arguments.sets) varied.push_back(parse_varied_setting(text));
  return plan_sweep(std::move(varied), shared_settings(arguments.settings));
}

/// A line for each run that has not ended, and one that puts all of them together.
void print_commands(const SweepArguments& arguments, const SweepPlan& plan) {
  const fs::path out(arguments.out);
  for (const auto& run : plan.runs) {
    const auto directory = out / run.name;
    const auto state = run_state(directory);
    if (state == RunState::kFinished || state == RunState::kDiverged) continue;
    fmt::print("{}\n", shell_line(train_arguments(run, directory, /*resume=*/state == RunState::kUnfinished)));
  }
  std::vector<std::string> gather{"sweep"};
  for (const auto& text : arguments.sets) gather.push_back("--set=" + text);
  for (auto& text : setting_arguments(arguments.settings.config(), arguments.settings.values())) {
    gather.push_back(std::move(text));
  }
  gather.insert(gather.end(), {"--out=" + out.string(), "--gather"});
  fmt::print("{}\n", shell_line(gather));
}

/// None where this build can't draw them.
std::vector<ChartFigure> figures_of(const SweepResults& results) {
  return can_draw_figures() ? sweep_figures(results) : std::vector<ChartFigure>{};
}

fs::path path_of(const fs::path& out, const std::string& figure) { return out / (figure + ".svg"); }

/// Those that there are now, and none of before: a sweep that has grown may have others.
void write_figures(const std::vector<ChartFigure>& figures, const fs::path& out) {
  for (const std::string name : kSweepFigures) {
    const auto is_named = [&](const ChartFigure& figure) { return figure.name == name; };
    std::error_code error;
    if (std::none_of(figures.begin(), figures.end(), is_named)) fs::remove(path_of(out, name), error);
  }
  for (const auto& figure : figures) {
    write_file_atomically(path_of(out, figure.name), draw_figure(figure, FigureFormat::kSvg));
  }
}

void write_results(const SweepResults& results, const fs::path& out) {
  write_file_atomically(out / kSweepFile, json_text(sweep_json(results), 1) + "\n");
  write_file_atomically(out / "sweep.csv", sweep_csv(results));
  write_figures(figures_of(results), out);
}

void print_results(const SweepResults& results, const fs::path& out) {
  fmt::print("\n{}\n", sweep_table(results));
  for (const auto& figure : figures_of(results)) fmt::print("wrote {}\n", path_of(out, figure.name).string());
  fmt::print("wrote {}; compare the runs with: largestep report {} --out {}\n", (out / "sweep.csv").string(),
             shell_word(out.string()), shell_word((out / "report").string()));
}

/// That of a stop or of the first run that failed, else that of a run that diverged, else 0.
int exit_code_of(const CompletedRuns& completed) {
  if (const int failed = completed.exit_code(); failed != 0) return failed;
  return completed.count(RunEnd::kDiverged) > 0 ? exit_code(ErrorKind::kDiverged) : 0;
}

void sweep(const SweepArguments& arguments) {
  refuse_launcher("sweep");
  const fs::path out(arguments.out);
  const auto plan = planned(arguments);
  check_same_sweep(out, plan);
  if (arguments.print_commands) return print_commands(arguments, plan);
  if (plan.runs.front().settings.log_json && !arguments.gather) {
    fail(ErrorKind::kInvalidArgument,
         "log-json follows one run, and a sweep prints what becomes of all; read {} instead, or leave the runs to "
         "--print-commands",
         (out / kSweepFile).string());
  }
  bool quiet = plan.runs.front().settings.quiet;
  if (std::error_code error; arguments.gather && !fs::is_directory(out, error)) {
    fail(ErrorKind::kData, "there is no sweep in {}; leave out --gather to start one", out.string());
  }
  int code = 0;
  auto results = read_sweep(plan, out);
  largestep::create_directories(out);
  write_results(results, out);
  if (!arguments.gather) {
    const auto completed = complete_here({plan.runs.begin(), plan.runs.end()}, out, arguments.jobs, quiet);
    code = exit_code_of(completed);
    quiet |= completed.stopped_by_signal != 0;
    results = read_sweep(plan, out);
    write_results(results, out);
  }
  if (!quiet) print_results(results, out);
  if (code != 0) throw CLI::RuntimeError(code);
}

}  // namespace

void add_sweep_command(CLI::App& app) {
  auto* command = app.add_subcommand("sweep", "many runs, their table and their plot against what was varied");
  const auto arguments = std::make_shared<SweepArguments>();
  command
      ->add_option("--set", arguments->sets,
                   "vary a setting: NAME=VALUES with commas between the values; numbers also as log:FROM:TO:COUNT or "
                   "lin:FROM:TO:COUNT, whole ones as FROM..TO; split at semicolons where there are any. Given several "
                   "times, every combination is a run")
      ->type_name("NAME=VALUES")
      ->allow_extra_args(false)
      ->required();
  command
      ->add_option("--out", arguments->out,
                   "directory of the runs and the table; what has ended in it is kept, what was stopped goes on")
      ->check(a_name())
      ->required();
  command->add_option("--jobs", arguments->jobs, "runs at once, which share the cores")
      ->check(CLI::Range(1, kMostJobs))
      ->capture_default_str();
  auto* print = command->add_flag(
      "--print-commands", arguments->print_commands,
      "train nothing: print a command for each run that has not ended, and a last one that gathers them");
  command->add_flag("--gather", arguments->gather, "train nothing: the table and the plots of what is there")
      ->excludes(print);
  arguments->settings.add_to(*command);
  command->footer(
      "Examples:\n"
      "  largestep sweep --set step-size=log:0.01:3:8 --set seed=0..2 --preset plain-large-50 --out runs/steps\n"
      "  largestep sweep --set step-size=0.1,0.5 --set decay-at=0.1,0.3,0.5 --width 16 --jobs 2 --out runs/map\n"
      "  largestep sweep --set 'schedule=cosine;0:0.05,0.5:0.005' --out runs/schedules\n"
      "  largestep sweep --set step-size=log:0.01:3:8 --out runs/steps --print-commands | head -n -1 | parallel -j 2\n"
      "The same command once more trains what is missing; in another terminal, it shares the work. Exit code 4: some\n"
      "run diverged; that of a run that failed comes first.");
  command->callback([arguments] { sweep(*arguments); });
}

}  // namespace largestep
