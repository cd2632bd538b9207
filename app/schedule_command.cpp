#include <fmt/format.h>

#include "app/argument_checks.h"
#include "app/command.h"
#include "app/schedule_table.h"
#include "app/setting_flags.h"
#include "catalog/epoch_length.h"
#include "core/error.h"
#include "core/progress.h"
#include "files/atomic_file.h"

namespace largestep {
namespace {

struct ScheduleArguments {
  SettingFlags settings;
  std::string csv;
};

constexpr std::int64_t kMostCsvRows = 10'000'000;

/// Step sizes at the steps of the run, as training looks them up.
std::string schedule_csv(const Settings& settings, std::optional<std::int64_t> steps_per_epoch) {
  if (!steps_per_epoch) {
    fail(ErrorKind::kInvalidArgument,
         "schedule --csv can't count the steps of an epoch without the images; give --train-size, or look at steps.csv "
         "of a run");
  }
  if (settings.steps == 0 && settings.epochs > kMostCsvRows / *steps_per_epoch) {
    fail(ErrorKind::kInvalidArgument,
         "epochs is {}, which at {} steps each is more than the {} rows of a CSV file; leave --csv out",
         settings.epochs, *steps_per_epoch, kMostCsvRows);
  }
  const auto steps = settings.steps > 0 ? settings.steps : settings.epochs * *steps_per_epoch;
  if (steps > kMostCsvRows) {
    fail(ErrorKind::kInvalidArgument, "steps is {}, more than the {} rows of a CSV file; leave --csv out", steps,
         kMostCsvRows);
  }
  const StepSizeSchedule schedule(settings.schedule_options(*steps_per_epoch));
  std::string text = "step,epoch,step_size\n";
  for (std::int64_t step = 0; step < steps; ++step) {
    const double epoch = elapsed_epochs_after(progress_after(step, *steps_per_epoch), *steps_per_epoch);
    text += fmt::format("{},{},{}\n", step + 1, epoch, schedule.at(epoch));
  }
  return text;
}

void run_schedule(const ScheduleArguments& arguments) {
  const auto settings = arguments.settings.resolve();
  // The step sizes by epoch are the same for any number of steps.
  const bool counts_steps = !arguments.csv.empty() || settings.steps > 0;
  const auto epoch = counts_steps ? steps_per_epoch(settings) : std::nullopt;
  if (!arguments.csv.empty()) {
    const auto csv = schedule_csv(settings, epoch);
    if (arguments.csv == "-") {
      fmt::print("{}", csv);
      return;
    }
    write_output(arguments.csv, csv);
  }
  print_schedule(settings, epoch);
}

}  // namespace

void add_schedule_command(CLI::App& app) {
  auto* command = app.add_subcommand("schedule", "show the step sizes without training");
  const auto arguments = std::make_shared<ScheduleArguments>();
  command
      ->add_option("--csv", arguments->csv, "write step, epoch and step size of every step to this file (- prints it)")
      ->check(a_name());
  arguments->settings.add_to(*command, /*taken=*/"csv");
  std::string footer =
      "Examples:\n"
      "  largestep schedule --preset plain-large-50\n"
      "  largestep schedule --schedule cosine --step-size 0.1 --epochs 20 --csv steps.csv\n\n"
      "Schedules, where t0 is the step size and s the elapsed fraction of the run:";
  for (const auto& schedule : schedules()) footer += fmt::format("\n  {:<16}  {}", schedule.name, schedule.description);
  command->footer(footer);
  command->callback([arguments] { run_schedule(*arguments); });
}

}  // namespace largestep
