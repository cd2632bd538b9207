#include <fmt/format.h>

#include <algorithm>

#include "app/argument_checks.h"
#include "app/command.h"
#include "app/complete_here.h"
#include "app/reproduce_small.h"
#include "core/error.h"
#include "files/atomic_file.h"
#include "reproduce/reproduction.h"
#include "reproduce/reproduction_table.h"
#include "settings/setting_specs.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

struct ReproduceArguments {
  ReproductionOptions options;
  std::int64_t runs = 20;  ///< finished ones of each step size, in a small experiment
  std::string out;
  int jobs = 1;
  SettingValues machine;  ///< data, device, threads, ...: what the experiment leaves open
};

std::vector<ReproducedSetting> gather(const std::vector<ReproductionRun>& runs, const std::string& setting,
                                      const CompletedRuns& completed, const fs::path& out) {
  std::vector<ReproducedSetting> settings;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto& run = runs[i];
    if (run.step_size == kTrunk) continue;
    auto place = std::find_if(settings.begin(), settings.end(),
                              [&](const ReproducedSetting& known) { return known.step_size == run.step_size; });
    if (place == settings.end()) {
      settings.push_back({run.step_size, {}, published_figures(setting, run.step_size)});
      place = std::prev(settings.end());
    }
    if (completed.reports[i].end != RunEnd::kFinished) continue;
    place->runs.push_back(final_figures(read_run(out / run.name)));
  }
  return settings;
}

/// Refuses flags of the other kind of experiment.
void check_flags(const CLI::App& command, bool small) {
  const std::vector<std::string> of_resnet{"--scale",  "--seeds",     "--jobs",   "--data",
                                           "--device", "--precision", "--threads"};
  for (const auto& flag : small ? of_resnet : std::vector<std::string>{"--runs"}) {
    if (command.count(flag) == 0) continue;
    fail(ErrorKind::kInvalidArgument, "{} is for {}, which --setting {} is not", flag,
         small ? "ResNet-18's settings" : "the small networks' settings",
         command.get_option("--setting")->as<std::string>());
  }
}

void reproduce(const ReproduceArguments& arguments, const CLI::App& command) {
  refuse_launcher("reproduce");
  const fs::path out(arguments.out);
  const auto& options = arguments.options;
  const auto* small = find_small_experiment(options.setting);
  check_flags(command, small != nullptr);
  if (small != nullptr) return reproduce_small(*small, arguments.runs, out);
  const auto runs = reproduction_runs(options, out, arguments.machine);
  const auto completed = complete_here({runs.begin(), runs.end()}, out, arguments.jobs);
  if (const int code = completed.exit_code(); code != 0) throw CLI::RuntimeError(code);
  if (completed.count(RunEnd::kElsewhere) > 0) return;
  const auto settings = gather(runs, options.setting, completed, out);
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
  command->add_option("--jobs", arguments->jobs, "ResNet-18: runs at once, which share the cores")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  for (const char* name : {"data", "device", "precision", "threads"}) {
    command
        ->add_option_function<std::string>(
            fmt::format("--{}", name),
            [arguments, name](const std::string& text) { arguments->machine.emplace_back(name, text); },
            help_text(setting_named(name)))
        ->type_name("")
        ->check(a_name());
  }
  command->footer(
      "Examples:\n"
      "  largestep reproduce --setting figure1 --scale mini --out runs/figure1\n"
      "  largestep reproduce --setting plain --scale full --seeds 0,1,2 --device cuda --out runs/plain\n"
      "The same command once more, in another terminal, shares the work: each takes the next run that nobody trains.");
  command->callback([arguments, command] { reproduce(*arguments, *command); });
}

}  // namespace largestep
