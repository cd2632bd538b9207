#include "session/training_plan.h"

#include <fmt/format.h>

#include "datasets/normalisation_text.h"

namespace largestep {
namespace {

const char* plural(std::int64_t count) { return count == 1 ? "" : "s"; }

std::string describe_update(const Settings& settings, bool of_images) {
  auto text = settings.momentum > 0.0
                  ? fmt::format("SGD with {}momentum {:g}", settings.nesterov ? "Nesterov " : "", settings.momentum)
                  : std::string("plain SGD");
  if (settings.weight_decay > 0.0) text += fmt::format(", L2 with lambda {:g}", settings.weight_decay);
  if (of_images) text += settings.augment ? ", images augmented" : ", no augmentation";
  if (settings.cutout > 0) text += fmt::format(", cutout of {0} x {0} pixels", settings.cutout);
  if (settings.label_smoothing > 0.0) text += fmt::format(", label smoothing {:g}", settings.label_smoothing);
  if (settings.label_noise > 0.0) {
    text += fmt::format(", {:g} % {} labels", 100 * settings.label_noise,
                        settings.label_noise_classes == "all" ? "random" : "wrong");
    if (settings.label_noise_until < 1.0)
      text += fmt::format(" until {:g} % of the run", 100 * settings.label_noise_until);
  }
  if (settings.average_tau > 0.0) text += fmt::format(", weight average with tau {:g}", settings.average_tau);
  return text;
}

std::string describe_records(const Settings& settings, bool of_images) {
  auto text = fmt::format("every {} steps: losses{}", settings.eval_every,
                          of_images ? ", errors, active fractions of every layer" : "");
  if (settings.test_flip) text += "; test images with their mirror images";
  if (settings.measure_every > 0) {
    text += fmt::format("; every {}: measures{}", settings.measure_every,
                        of_images ? fmt::format(" ({})", settings.measures) : "");
  }
  return text;
}

std::string describe_steps(const Settings& settings, const PlanFacts& facts) {
  const auto batch_size = facts.batch_size > 0 ? facts.batch_size : settings.batch_size;
  auto text = fmt::format("{} of {} {} each", facts.total_steps, batch_size, facts.unit);
  if (settings.steps == 0) text += fmt::format(", {} epoch{}", settings.epochs, plural(settings.epochs));
  return text;
}

std::string describe_processes(const Settings& settings, const PlanFacts& facts) {
  if (facts.processes == 1) return "";
  return fmt::format("in {} processes, BatchNorm over {}, each ", facts.processes,
                     settings.sync_batchnorm ? "the batch of all" : "its own part of a batch");
}

}  // namespace

std::vector<std::string> training_plan(const Settings& settings, const PlanFacts& facts) {
  const bool of_images = facts.unit == "images";
  auto schedule = settings.schedule_options(facts.steps_per_epoch);
  schedule.scale = facts.step_size_scale;
  const auto row = [](const char* name, const std::string& text) { return fmt::format("  {:<11}{}", name, text); };
  std::vector<std::string> plan{
      fmt::format("{}{} on {}: {} training {}, {}{} parameters", settings.preset.empty() ? "" : settings.preset + ", ",
                  settings.problem, facts.dataset, facts.terms, facts.unit,
                  facts.network.empty() ? "" : facts.network + " with ", facts.parameters),
      row("steps", describe_steps(settings, facts)),
      row("step size", StepSizeSchedule(schedule).in_words()),
      row("update", describe_update(settings, of_images)),
      row("records", describe_records(settings, of_images)),
      row("computes", fmt::format("{}{} with {} thread{} on {}", describe_processes(settings, facts),
                                  facts.arithmetic.empty() ? settings.precision : facts.arithmetic, settings.threads,
                                  plural(settings.threads), facts.device))};
  if (!settings.mean.empty()) {
    plan.push_back(row("inputs", in_words(parse_normalisation(settings.mean, settings.std))));
  }
  if (!facts.launch.empty()) plan.push_back(row("launches", facts.launch));
  plan.push_back(row("writes", fmt::format("{} (Ctrl-C saves and stops)", facts.directory)));
  return plan;
}

}  // namespace largestep
