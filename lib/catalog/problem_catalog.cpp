#include "catalog/problem_catalog.h"

#include <torch/torch.h>

#include "catalog/image_problems.h"
#include "catalog/small_problems.h"
#include "core/error.h"
#include "core/random.h"
#include "core/suggest.h"
#include "settings/setting_specs.h"
#include "settings/settings_toml.h"

namespace largestep {
namespace {

/// Step sizes are chosen so that no seed is known to diverge: those of the paper, on its own data and at the edge of
/// stability, are in `largestep reproduce`.
std::vector<ProblemSpec> make_catalog() {
  const auto& plain = small_defaults();
  const auto small = overridden(plain, {{"schedule", "grow-then-divide"}});
  std::vector<ProblemSpec> all;
  all.push_back({.settings = {.name = "resnet18-cifar10",
                              .scopes = {SettingScope::kImages, SettingScope::kLayers},
                              .least_batch_size = 2,  // BatchNorm's
                              .most_terms = 10'000'000,
                              .most_epochs = 1'000'000},
                 .description = "cross-entropy of a network (--network, --width) over images (--dataset)",
                 .make = make_image_classification,
                 .terms_are_independent = false,
                 .is_on_images = true});
  all.push_back(
      {.settings = {.name = "least-squares",
                    .defaults = overridden(plain, {{"step-size", "0.01"}, {"epochs", "100"}, {"eval-every", "1000"}}),
                    .scopes = {SettingScope::kSmall, SettingScope::kTable}},
       .description = "f_i = (a_i^T w - b_i)^2; drawn data, or --csv FILE --target COLUMN",
       .make = make_least_squares});
  all.push_back(
      {.settings = {.name = "svm",
                    .defaults = overridden(plain, {{"step-size", "0.1"}, {"epochs", "100"}, {"eval-every", "1000"}}),
                    .scopes = {SettingScope::kSmall, SettingScope::kTable}},
       .description = "f_i = 1/2 ||w||^2 + C max(0, 1 - y_i a_i^T w), --svm-c C, --bias; drawn data, --csv, or "
                      "--cifar-class K against the rest",
       .make = make_svm});
  all.push_back(
      {.settings = {.name = "logistic",
                    .defaults = overridden(plain, {{"step-size", "0.5"}, {"epochs", "100"}, {"eval-every", "1000"}}),
                    .scopes = {SettingScope::kSmall, SettingScope::kTable}},
       .description = "f_i = log(1 + exp(-y_i a_i^T w)), --weight-decay, --bias; data as for svm",
       .make = make_logistic});
  all.push_back({.settings = {.name = "diagonal-network",
                              .defaults = overridden(small, {{"steps", "100001"},
                                                             {"step-size", "0.2"},
                                                             {"decay-at", "0.5"},
                                                             {"decay-factor", "1.5"},
                                                             {"eval-every", "1000"}}),
                              .scopes = {SettingScope::kSmall}},
                 .description = "f_i = 1/2 (x_i^T (u * v) - y_i)^2, 80 examples of a sparse teacher in 200 dimensions",
                 .make = make_diagonal});
  all.push_back({.settings = {.name = "relu-1d",
                              .defaults = overridden(small, {{"width", "100"},
                                                             {"steps", "31623"},
                                                             {"step-size", "0.0002"},
                                                             {"warmup-factor", "200"},
                                                             {"decay-at", "0.5"},
                                                             {"decay-factor", "3"},
                                                             {"eval-every", "500"}}),
                              .scopes = {SettingScope::kSmall, SettingScope::kLayers}},
                 .description = "12 points fitted by one hidden layer of 100 ReLUs (--width)",
                 .make = make_relu_1d});
  all.push_back({.settings = {.name = "two-layer-teacher",
                              .defaults = overridden(small, {{"width", "20"},
                                                             {"steps", "14126"},
                                                             {"step-size", "0.2"},
                                                             {"decay-at", "0.5"},
                                                             {"decay-factor", "5"},
                                                             {"eval-every", "250"}}),
                              .scopes = {SettingScope::kSmall, SettingScope::kLayers}},
                 .description = "20 ReLUs (--width) learn a teacher of 3 from 15 inputs in the plane",
                 .make = make_two_layer});
  all.push_back({.settings = {.name = "three-layer-teacher",
                              .defaults = overridden(small, {{"width", "10"},
                                                             {"steps", "10001"},
                                                             {"step-size", "0.04"},
                                                             {"warmup-factor", "6"},
                                                             {"warmup-exp", "0.5"},
                                                             {"decay-at", "0.5"},
                                                             {"decay-factor", "5"},
                                                             {"eval-every", "250"}}),
                              .scopes = {SettingScope::kSmall, SettingScope::kLayers}},
                 .description = "two hidden layers of 10 ReLUs (--width) learn a teacher of 2 and 2 from 50 inputs",
                 .make = make_three_layer});
  all.push_back({.settings = {.name = "mlp-cifar10",
                              .defaults = overridden(plain, {{"width", "256"},
                                                             {"epochs", "10"},
                                                             {"batch-size", "64"},
                                                             {"replacement", "false"},
                                                             {"threads", "0"},
                                                             {"schedule", "large-then-decay"},
                                                             {"step-size", "0.05"},
                                                             {"eval-every", "781"}}),
                              .scopes = {SettingScope::kSmall, SettingScope::kLayers}},
                 .description = "cross-entropy of a network with two hidden layers of ReLUs (--width) over CIFAR-10",
                 .make = make_mlp,
                 .is_on_images = true});
  return all;
}

/// Those that were registered come last.
std::vector<ProblemSpec>& catalog() {
  static auto all = make_catalog();
  return all;
}

}  // namespace

const SettingValues& small_defaults() {
  static const SettingValues values{{"momentum", "0"},     {"weight-decay", "0"},   {"augment", "false"},
                                    {"batch-size", "1"},   {"threads", "1"},        {"device", "cpu"},
                                    {"precision", "fp32"}, {"schedule", "inverse"}, {"replacement", "true"}};
  return values;
}

const std::vector<ProblemSpec>& problem_catalog() { return catalog(); }

void register_problem(ProblemSpec problem) {
  for (const auto& known : catalog()) {
    if (known.name() != problem.name()) continue;
    fail(ErrorKind::kInvalidArgument, "there is a problem \"{}\" already; give yours another name", problem.name());
  }
  if (!problem.make) fail(ErrorKind::kInvalidArgument, "problem \"{}\" has no function that makes it", problem.name());
  default_settings(problem.settings).validate(problem.settings);
  catalog().push_back(std::move(problem));
}

std::unique_ptr<Problem> make_problem(const Settings& settings, const ProblemContext& context) {
  const auto& spec = find_problem(settings.problem);
  if (!context.device.is_cpu() && !spec.is_on_images) {
    fail(ErrorKind::kInvalidArgument, "problem {} is computed on the CPU; leave device out", spec.name());
  }
  // Whatever a problem draws from LibTorch, and what checkpoints hold of it, is a function of the seed.
  torch::manual_seed(stream_seed(static_cast<std::uint64_t>(settings.seed), RandomStream::kInitialisation));
  return spec.make(settings, context);
}

const ProblemSpec& find_problem(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& problem : problem_catalog()) {
    if (problem.name() == name) return problem;
    names.push_back(problem.name());
  }
  fail(ErrorKind::kInvalidArgument, "problem \"{}\" is not known{}; see `largestep problems`", name,
       did_you_mean(name, names));
}

Settings resolve_settings(const SettingValues& file, const SettingValues& flags) {
  return resolve_settings(
      file, flags, [](const std::string& name) -> const ProblemSettings& { return find_problem(name).settings; });
}

bool needs_images(const Settings& settings) {
  return find_problem(settings.problem).is_on_images || settings.cifar_class >= 0;
}

}  // namespace largestep
