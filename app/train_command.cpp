#include <fmt/chrono.h>

#include <ctime>

#include "app/command.h"
#include "app/setting_flags.h"
#include "core/error.h"
#include "run_files/schema.h"
#include "session/run_training.h"

namespace largestep {
namespace {

struct TrainArguments {
  SettingFlags settings;
  std::string out;
  bool resume = false;
};

std::filesystem::path default_directory(const Settings& settings) {
  const auto now = std::time(nullptr);
  return std::filesystem::path("runs") / fmt::format("{}-{:%Y%m%d-%H%M%S}",
                                                     settings.preset.empty() ? settings.problem : settings.preset,
                                                     *std::localtime(&now));
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
  const auto outcome = run_training(settings, directory, arguments.resume);
  if (outcome.stopped_by_signal != 0) {
    if (outcome.rank != 0) {
      // Rank 0 says it for all.
    } else if (outcome.has_run) {
      fmt::print(stderr, "largestep: stopped by signal {}; continue with: largestep train --resume --out {}\n",
                 outcome.stopped_by_signal, directory.string());
    } else {
      fmt::print(stderr, "largestep: stopped by signal {} before the first step; nothing was changed\n",
                 outcome.stopped_by_signal);
    }
    throw CLI::RuntimeError(128 + outcome.stopped_by_signal);
  }
}

}  // namespace

void add_train_command(CLI::App& app) {
  auto* command = app.add_subcommand("train", "train and record; the result is a run directory");
  const auto arguments = std::make_shared<TrainArguments>();
  command->add_option("--out", arguments->out, "run directory (default: runs/<preset or problem>-<date-time>)");
  command->add_flag("--resume", arguments->resume, "continue the run in --out at its last checkpoint");
  arguments->settings.add_to(*command);
  command->footer(
      "Examples:\n"
      "  largestep train                                               100 epochs at width 64, as in the paper\n"
      "  largestep train --preset quickstart-large-50 --out runs/large    a few minutes on two cores\n"
      "  largestep train --preset sota-large-50 --epochs 10 --width 32 --seed 1\n"
      "  largestep train --schedule 0:0.1,0.5:0.01 --epochs 5 --measure-every 500 --measures hessian,rank\n"
      "  largestep train --resume --out runs/large                     go on where it was stopped\n"
      "  torchrun --nproc-per-node 2 --no-python largestep train --out runs/two   in two processes");
  command->callback([arguments] { run_train(*arguments); });
}

}  // namespace largestep
