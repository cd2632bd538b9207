#include <fmt/chrono.h>

#include <cmath>
#include <ctime>

#include "app/argument_checks.h"
#include "app/command.h"
#include "app/schedule_table.h"
#include "app/setting_flags.h"
#include "core/error.h"
#include "core/shell_word.h"
#include "records/pace.h"
#include "run_files/schema.h"
#include "session/dry_run.h"
#include "session/run_training.h"
#include "train/stop_signal.h"

namespace largestep {
namespace {

struct TrainArguments {
  SettingFlags settings;
  std::string out;
  bool resume = false;
  bool dry_run = false;
};

std::filesystem::path default_directory(const Settings& settings) {
  const auto now = std::time(nullptr);
  return std::filesystem::path("runs") / fmt::format("{}-{:%Y%m%d-%H%M%S}",
                                                     settings.preset.empty() ? settings.problem : settings.preset,
                                                     *std::localtime(&now));
}

void print_dry_run(const Settings& settings, const std::filesystem::path& directory) {
  const auto dry = dry_run(settings, directory);
  for (const auto& line : dry.plan) fmt::print("{}\n", line);
  fmt::print("\n");
  print_schedule(settings, dry.steps_per_epoch);
  fmt::print("\nafter {} step{}: {:.0f} {}/s, peak memory {} MiB{}; nothing was written\n", dry.steps,
             dry.steps == 1 ? "" : "s", dry.terms_per_second, dry.unit, dry.peak_memory_bytes >> 20,
             std::isfinite(dry.seconds) ? ", all of it in about " + format_duration(dry.seconds) : "");
}

void run_train(const TrainArguments& arguments) {
  if (arguments.resume && arguments.out.empty()) {
    fail(ErrorKind::kInvalidArgument, "--resume needs --out DIR, the run to continue");
  }
  const std::filesystem::path out(arguments.out);
  if (std::error_code error; arguments.resume && !std::filesystem::exists(out / file_name::kConfig, error)) {
    fail(ErrorKind::kData, "there is no run in {} to resume; leave out --resume to start one", out.string());
  }
  // A resumed run takes its settings from its own directory unless a file is given.
  const bool from_run = arguments.resume && arguments.settings.config().empty();
  const auto settings = from_run ? arguments.settings.resolve_with(read_settings_file(out / file_name::kConfig))
                                 : arguments.settings.resolve();
  const auto directory = arguments.out.empty() ? default_directory(settings) : out;
  if (arguments.dry_run) return print_dry_run(settings, directory);
  if (arguments.settings.are_defaults() && !arguments.resume) {
    fmt::print(
        stderr,
        "largestep: note: without a --preset this is the whole training of the paper, 100 epochs at width 64: hours "
        "on a GPU, up to two days on two cores. --dry-run says how long it would take here; --preset "
        "quickstart-large-50 takes minutes.\n");
  }
  const auto outcome = run_training(settings, directory, arguments.resume);
  if (outcome.stopped_by_signal != 0) {
    const auto* const signal = StopSignal::name_of(outcome.stopped_by_signal);
    if (outcome.rank != 0) {
      // Rank 0 says it for all.
    } else if (outcome.has_run) {
      fmt::print(stderr, "largestep: stopped by {}; continue with: largestep train --resume --out {}\n", signal,
                 shell_word(directory.string()));
    } else {
      fmt::print(stderr, "largestep: stopped by {} before the first step; nothing was changed\n", signal);
    }
    throw CLI::RuntimeError(128 + outcome.stopped_by_signal);
  }
}

}  // namespace

void add_train_command(CLI::App& app) {
  auto* command = app.add_subcommand("train", "train and record; the result is a run directory");
  const auto arguments = std::make_shared<TrainArguments>();
  command->add_option("--out", arguments->out, "run directory (default: runs/<preset or problem>-<date-time>)")
      ->check(a_name());
  command->add_flag("--resume", arguments->resume, "continue the run in --out at its last checkpoint");
  command
      ->add_flag("--dry-run", arguments->dry_run,
                 "only say what would be done: plan, step sizes, and from a few steps in memory its time and memory")
      ->excludes("--resume");
  arguments->settings.add_to(*command);
  command->footer(
      "Examples:\n"
      "  largestep train                                               100 epochs at width 64, as in the paper\n"
      "  largestep train --preset quickstart-large-50 --out runs/large    a few minutes on two cores\n"
      "  largestep train --preset sota-large-50 --epochs 10 --width 32 --seed 1\n"
      "  largestep train --schedule 0:0.1,0.5:0.01 --epochs 5 --measure-every 500 --measures hessian,rank\n"
      "  largestep train --preset sota-large-50 --dry-run              how long and how much memory it would take\n"
      "  largestep train --resume --out runs/large                     go on where it was stopped\n"
      "  torchrun --nproc-per-node 2 --no-python largestep train --out runs/two   in two processes");
  command->callback([arguments] { run_train(*arguments); });
}

}  // namespace largestep
