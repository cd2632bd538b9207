#include <algorithm>

#include "app/argument_checks.h"
#include "app/command.h"
#include "app/schedule_table.h"
#include "app/setting_flags.h"
#include "catalog/problem_catalog.h"
#include "core/error.h"
#include "files/atomic_file.h"

namespace largestep {
namespace {

struct ScheduleArguments {
  SettingFlags settings;
  std::string csv;
};

constexpr std::int64_t kMostCsvRows = 10'000'000;

/// Step sizes at the steps of the run, as training looks them up.
std::string schedule_csv(const Settings& settings, const StepSizeSchedule& schedule) {
  const auto& problem = find_problem(settings.problem).settings;
  if (problem.scopes.count(SettingScope::kImages) == 0 || settings.steps > 0) {
    fail(ErrorKind::kInvalidArgument,
         "schedule --csv can't count the steps of {} with these settings; steps.csv of a run has them",
         settings.problem);
  }
  const auto images = (settings.train_size > 0 ? settings.train_size : problem.most_terms) - settings.validation_size;
  if (images < settings.batch_size) {
    fail(ErrorKind::kInvalidArgument, "batch-size is {}, but there are only {} images to train on", settings.batch_size,
         std::max<std::int64_t>(images, 0));
  }
  const auto steps = images / settings.batch_size;
  if (settings.epochs > kMostCsvRows / steps) {
    fail(ErrorKind::kInvalidArgument,
         "epochs is {}, which at {} steps each is more than the {} rows of a CSV file; leave --csv out",
         settings.epochs, steps, kMostCsvRows);
  }
  std::string text = "step,epoch,step_size\n";
  for (std::int64_t step = 0; step < settings.epochs * steps; ++step) {
    const double epoch =
        static_cast<double>(step / steps) + static_cast<double>(step % steps + 1) / static_cast<double>(steps);
    text += fmt::format("{},{},{}\n", step + 1, epoch, schedule.at(epoch));
  }
  return text;
}

void run_schedule(const ScheduleArguments& arguments) {
  const auto settings = arguments.settings.resolve();
  if (!arguments.csv.empty()) {
    const auto csv = schedule_csv(settings, StepSizeSchedule(settings.schedule_options()));
    if (arguments.csv == "-") {
      fmt::print("{}", csv);
      return;
    }
    write_output(arguments.csv, csv);
  }
  print_schedule(settings);
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
