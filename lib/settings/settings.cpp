#include "settings/settings.h"

#include <cmath>
#include <limits>

#include "core/error.h"
#include "datasets/dataset_names.h"
#include "datasets/normalisation_text.h"
#include "settings/setting_specs.h"

namespace largestep {
namespace {

bool applies(SettingScope scope, const ProblemSettings& problem) {
  return scope == SettingScope::kAll || problem.scopes.count(scope) > 0;
}

/// Refuses settings that the problem would not look at.
void check_scopes(const Settings& settings, const ProblemSettings& problem) {
  const auto defaults = default_settings(problem);
  for (const auto& spec : setting_specs()) {
    if (applies(spec.scope, problem) || toml_text(settings, spec) == toml_text(defaults, spec)) continue;
    fail(ErrorKind::kInvalidArgument, "{} is {}, but has no meaning for problem {}; leave it out", spec.name,
         toml_text(settings, spec), problem.name);
  }
}

}  // namespace

void Settings::validate(const ProblemSettings& of_problem) const {
  if (problem != of_problem.name) {
    fail(ErrorKind::kInvalidArgument, "problem is \"{}\", but must be the name of one; see `largestep problems`",
         problem);
  }
  check_scopes(*this, of_problem);
  for (const auto& spec : setting_specs()) check_value(*this, spec, of_problem);
  if (method == "gd" && replacement) {
    fail(ErrorKind::kInvalidArgument, "method gd uses all terms in each step, so replacement must be off");
  }
  if (!csv.empty() && cifar_class >= 0) {
    fail(ErrorKind::kInvalidArgument, "csv and cifar-class both say where the data come from; give one of them");
  }
  if (csv.empty() != target.empty()) {
    fail(ErrorKind::kInvalidArgument, "csv and target go together: the file, and its column to predict");
  }
  if (!applies(SettingScope::kImages, of_problem) && validation_size > 0 && csv.empty()) {
    fail(ErrorKind::kInvalidArgument,
         "validation-size holds out training images or rows of a CSV file; problem {} has test data of its own",
         problem);
  }
  check_image_side(dataset, size);
  parse_normalisation(mean, std);
  if (fixed_label_noise && label_noise_until < 1.0) {
    fail(ErrorKind::kInvalidArgument,
         "fixed-label-noise is drawn once for the whole run, so label-noise-until must be 1, not {}",
         label_noise_until);
  }
  sgd_options().validate();
  schedule_options().validate();
}

ScheduleOptions Settings::schedule_options(std::int64_t steps_per_epoch) const {
  ScheduleOptions options;
  options.epochs = steps > 0 && steps_per_epoch > 0 ? static_cast<double>(steps) / static_cast<double>(steps_per_epoch)
                                                    : static_cast<double>(epochs);
  options.decay_factor = decay_factor;
  options.step_size = step_size;
  options.decay_at = decay_at;
  options.warmup_exponent = warmup_exp;
  options.warmup_factor = warmup_factor;
  parse_schedule(schedule, options);
  return options;
}

std::int64_t Settings::noisy_epochs(std::int64_t steps_per_epoch) const {
  if (label_noise_until == 1.0) return std::numeric_limits<std::int64_t>::max();
  constexpr double kRounding = 1e-9;  // 0.07 of 100 epochs are 7, though their product is above it
  return static_cast<std::int64_t>(std::ceil(label_noise_until * schedule_options(steps_per_epoch).epochs - kRounding));
}

SamplingOptions Settings::sampling_options() const {
  return {.batch_size = method == "gd" ? SamplingOptions::kAllTerms : batch_size,
          .seed = static_cast<std::uint64_t>(seed),
          .replacement = replacement};
}

SgdOptions Settings::sgd_options() const {
  return {.momentum = momentum, .nesterov = nesterov, .weight_decay = weight_decay};
}

DivergencePolicy Settings::divergence_policy() const { return parse_divergence_policy(on_divergence); }

}  // namespace largestep
