#include <fmt/format.h>

#include <algorithm>

#include "app/argument_checks.h"
#include "app/command.h"
#include "app/reproduce_small.h"
#include "core/error.h"
#include "distributed/launch.h"
#include "files/atomic_file.h"
#include "files/file_lock.h"
#include "reproduce/reproduction.h"
#include "reproduce/reproduction_table.h"
#include "run_files/schema.h"
#include "session/run_training.h"
#include "settings/setting_specs.h"
#include "train/stop_signal.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

struct ReproduceArguments {
  ReproductionOptions options;
  std::int64_t runs = 20;  ///< finished ones of each step size, in a small experiment
  std::string out;
  SettingValues machine;  ///< data, device, threads, ...: what the experiment leaves open
};

/// Trains what is not there yet, unless another process is at it.
Completion complete(const ReproductionRun& run, const fs::path& directory) {
  const auto state = run_state(directory);
  if (state != RunState::kMissing) check_same_experiment(directory, run.settings);
  if (state == RunState::kFinished || state == RunState::kDiverged) {
    fmt::print("{} is there already\n", directory.string());
    return {state};
  }
  const auto lock = directory / file_name::kLock;
  const auto left_to_another = [&]() -> Completion {
    fmt::print("{} is being trained by another process\n", directory.string());
    return {RunState::kUnfinished};
  };
  if (is_locked(lock)) return left_to_another();
  fmt::print("{}\n", directory.string());
  try {
    const auto outcome = run_training(run.settings, directory, /*resume=*/state == RunState::kUnfinished);
    if (outcome.stopped_by_signal == 0) return {RunState::kFinished, true};
    fmt::print(stderr, "largestep: stopped by {}; the same command continues\n",
               StopSignal::name_of(outcome.stopped_by_signal));
    throw CLI::RuntimeError(128 + outcome.stopped_by_signal);
  } catch (const Error& error) {
    // Both may have begun at the same moment. Our own lock went with the attempt, so that this one is somebody else's.
    if (error.kind() == ErrorKind::kWrite && is_locked(lock)) return left_to_another();
    if (error.kind() != ErrorKind::kDiverged) throw;
    fmt::print(stderr, "largestep: {}\n", error.what());
    return {RunState::kDiverged, true};
  }
}

/// Whether a run starts from a checkpoint that another process is still training towards.
bool waits_for_trunk(const ReproductionRun& run) {
  const fs::path start(run.settings.start_from);
  std::error_code error;
  return !start.empty() && !fs::exists(start, error) && is_locked(start.parent_path().parent_path() / file_name::kLock);
}

std::vector<ReproducedSetting> gather(const std::vector<ReproductionRun>& runs, const std::string& setting,
                                      const std::vector<fs::path>& finished, const fs::path& out) {
  std::vector<ReproducedSetting> settings;
  for (const auto& run : runs) {
    if (run.step_size == kTrunk) continue;
    auto place = std::find_if(settings.begin(), settings.end(),
                              [&](const ReproducedSetting& known) { return known.step_size == run.step_size; });
    if (place == settings.end()) {
      settings.push_back({run.step_size, {}, published_figures(setting, run.step_size)});
      place = std::prev(settings.end());
    }
    const auto directory = out / run.name;
    if (std::find(finished.begin(), finished.end(), directory) == finished.end()) continue;
    place->runs.push_back(final_figures(read_run(directory)));
  }
  return settings;
}

void reproduce(const ReproduceArguments& arguments) {
  if (read_launch()) {
    fail(ErrorKind::kInvalidArgument, "reproduce trains many runs in one process; start it without a launcher");
  }
  const fs::path out(arguments.out);
  const auto& options = arguments.options;
  if (const auto* small = find_small_experiment(options.setting)) return reproduce_small(*small, arguments.runs, out);
  const auto runs = reproduction_runs(options, out, arguments.machine);
  const auto states = complete_runs(runs.size(), [&](std::size_t i) -> Completion {
    return waits_for_trunk(runs[i]) ? Completion{RunState::kUnfinished} : complete(runs[i], out / runs[i].name);
  });
  const auto elsewhere = std::count(states.begin(), states.end(), RunState::kUnfinished);
  if (elsewhere > 0) {
    fmt::print("{} of {} runs are left to other processes; the last of these writes the table\n", elsewhere,
               runs.size());
    return;
  }
  std::vector<fs::path> finished;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (states[i] == RunState::kFinished) finished.push_back(out / runs[i].name);
  }
  const auto settings = gather(runs, options.setting, finished, out);
  const auto table = reproduction_markdown(settings);
  write_file_atomically(out / "reproduction.csv", reproduction_csv(settings));
  std::string text = fmt::format("{} setting, {} scale, {} seed(s); blocks: active / distinct active fraction\n\n{}\n",
                                 options.setting, options.scale, options.seeds.size(), table);
  for (const auto& sentence : ordering_sentences(settings)) text += fmt::format("- {}\n", sentence);
  write_file_atomically(out / "reproduction.md", text);
  fmt::print("\n{}\nwrote {}\n", text, (out / "reproduction.md").string());
}

}  // namespace

void add_reproduce_command(CLI::App& app) {
  auto* command = app.add_subcommand("reproduce", "the paper's experiments, in a table beside its figures");
  const auto arguments = std::make_shared<ReproduceArguments>();
  command
      ->add_option("--setting", arguments->options.setting,
                   "ResNet-18: figure1 (L2) | sota (momentum, L2, augmentation) | plain | branches (of one large-step "
                   "trunk); small "
                   "networks: diagonal | relu-1d | two-layer | three-layer")
      ->capture_default_str();
  command
      ->add_option(
          "--scale", arguments->options.scale,
          "full: as published, hours on a GPU | small: width 16, 100 epochs, hours on two cores | mini: minutes")
      ->capture_default_str();
  command
      ->add_option("--seeds", arguments->options.seeds, "ResNet-18: one run of each step size per seed, such as 0,1,2")
      ->check(a_seed())
      ->delimiter(',');
  command->add_option("--runs", arguments->runs, "small networks: finished runs of each step size")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--out", arguments->out, "directory of the runs and the table; finished runs in it are kept")
      ->check(a_name())
      ->required();
  for (const char* name : {"data", "device", "precision", "threads"}) {
    command
        ->add_option_function<std::string>(
            fmt::format("--{}", name),
            [arguments, name](const std::string& text) { arguments->machine.emplace_back(name, text); },
            help_text(setting_named(name)))
        ->type_name("");
  }
  command->footer(
      "Examples:\n"
      "  largestep reproduce --setting figure1 --scale mini --out runs/figure1\n"
      "  largestep reproduce --setting plain --scale full --seeds 0,1,2 --device cuda --out runs/plain\n"
      "The same command once more, in another terminal, shares the work: each takes the next run that nobody trains.");
  command->callback([arguments] { reproduce(*arguments); });
}

}  // namespace largestep
