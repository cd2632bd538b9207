#include "settings/settings.h"

#include <cmath>
#include <limits>

#include "core/error.h"
#include "measure/measurement.h"
#include "settings/setting_specs.h"

namespace largestep {
namespace {

void require_range(const char* name, std::int64_t value, std::int64_t low, std::int64_t high) {
  if (value < low || value > high) {
    fail(ErrorKind::kInvalidArgument, "{} is {}, but must be in [{}, {}]", name, value, low, high);
  }
}

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
  constexpr std::int64_t kMany = 1'000'000'000;
  require_range("width", width, 1, 1024);
  require_range("epochs", epochs, 1, of_problem.most_epochs);
  require_range("steps", steps, 0, kMany);
  require_range("batch-size", batch_size, of_problem.least_batch_size, of_problem.most_terms);
  require_range("train-size", train_size, 0, of_problem.most_terms);
  require_range("validation-size", validation_size, 0, of_problem.most_terms - of_problem.least_batch_size);
  require_range("dimension", dimension, 0, 1'000'000);
  require_range("cifar-class", cifar_class, -1, 9);
  require_range("weights-every", weights_every, 0, kMany);
  if (method != "sgd" && method != "gd") {
    fail(ErrorKind::kInvalidArgument, "method is \"{}\", but must be sgd or gd", method);
  }
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
  require_range("seed", seed, 0, INT64_MAX);
  require_range("threads", threads, 0, 1024);
  require_range("rank-timeout", rank_timeout, 1, 86'400);
  if (kernels != "auto" && kernels != "libtorch") {
    fail(ErrorKind::kInvalidArgument, "kernels is \"{}\", but must be auto or libtorch", kernels);
  }
  if (cuda_graph != "auto" && cuda_graph != "off") {
    fail(ErrorKind::kInvalidArgument, "cuda-graph is \"{}\", but must be auto or off", cuda_graph);
  }
  require_range("eval-every", eval_every, 1, kMany);
  require_range("sparsity-every", sparsity_every, 0, kMany);
  require_range("measure-every", measure_every, 0, kMany);
  require_range("measure-images", measure_images, kMinMeasureImages, kMaxMeasureImages);
  parse_measures(measures);
  require_range("checkpoint-every", checkpoint_every, 0, kMany);
  require_range("checkpoint-every-steps", checkpoint_every_steps, 0, kMany);
  require_range("keep-checkpoints", keep_checkpoints, 0, kMany);
  require_range("cutout", cutout, 0, 32);
  if (!(label_smoothing >= 0.0 && label_smoothing < 1.0)) {
    fail(ErrorKind::kInvalidArgument, "label-smoothing is {}, but must be in [0, 1)", label_smoothing);
  }
  if (!(label_noise >= 0.0 && label_noise <= 1.0)) {
    fail(ErrorKind::kInvalidArgument, "label-noise is {}, but must be in [0, 1]", label_noise);
  }
  if (label_noise_classes != "other" && label_noise_classes != "all") {
    fail(ErrorKind::kInvalidArgument, "label-noise-classes is \"{}\", but must be other or all", label_noise_classes);
  }
  if (!(label_noise_until > 0.0 && label_noise_until <= 1.0)) {
    fail(ErrorKind::kInvalidArgument, "label-noise-until is {}, but must be in (0, 1]", label_noise_until);
  }
  if (fixed_label_noise && label_noise_until < 1.0) {
    fail(ErrorKind::kInvalidArgument,
         "fixed-label-noise is drawn once for the whole run, so label-noise-until must be 1, not {}",
         label_noise_until);
  }
  if (!(average_tau >= 0.0 && average_tau < 1.0)) {
    fail(ErrorKind::kInvalidArgument, "average-tau is {}, but must be in [0, 1)", average_tau);
  }
  sgd_options().validate();
  schedule_options().validate();
  divergence_policy();
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
