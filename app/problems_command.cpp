#include <fmt/format.h>

#include "app/command.h"
#include "app/setting_flags.h"
#include "catalog/problem_catalog.h"
#include "core/error.h"
#include "datasets/data_directory.h"
#include "datasets/dataset_catalog.h"
#include "device/device.h"
#include "problems/gradient_check.h"

namespace largestep {
namespace {

/// Each term costs two gradients by autograd: of an image problem so many are checked unless said otherwise.
constexpr std::int64_t kImagesChecked = 500;
/// float64 gradients of a few hundred terms agree to about 1e-14, float32 ones to 1e-6.
constexpr double kTolerance = 1e-9;
constexpr double kSingleTolerance = 1e-4;

struct CheckArguments {
  std::string problem;
  SettingFlags settings;
};

void list_problems() {
  for (const auto& problem : problem_catalog()) {
    fmt::print("{:<20} {}\n", problem.name(), problem.description);
    std::string values;
    for (const auto& [name, value] : problem.settings.defaults) values += fmt::format(" {}={}", name, value);
    if (!values.empty()) fmt::print("{:<20}{}\n", "", values);
  }
}

void check_problem(const CheckArguments& arguments) {
  const auto& spec = find_problem(arguments.problem);
  if (!spec.terms_are_independent) {
    fail(ErrorKind::kInvalidArgument,
         "{} can't be checked term by term: batch normalisation makes the loss of an image depend on its batch",
         spec.name());
  }
  auto settings =
      arguments.settings.resolve_with(overridden(arguments.settings.config_values(), {{"problem", spec.name()}}));
  settings.batch_size = 1;  // of no account here
  if (needs_images(settings)) {
    settings.data = find_data_directory(settings.data, find_dataset(settings.dataset)).string();
    if (settings.train_size == 0) settings.train_size = kImagesChecked;
  }
  set_threads(static_cast<int>(settings.threads));
  const auto problem = make_problem(settings, {.device = parse_device(settings.device)});
  const bool is_double = problem->parameters().front().second.scalar_type() == at::kDouble;
  const auto check = check_gradients(*problem, static_cast<std::uint64_t>(settings.seed));
  const double tolerance = is_double ? kTolerance : kSingleTolerance;
  fmt::print("{}: {} terms, {} parameters, {}, at a random point\n", spec.name(), check.terms, check.parameters,
             is_double ? "float64" : "float32");
  fmt::print("  ||grad f||                                          {:.6g}\n", check.gradient_norm);
  fmt::print("  mean of the {:>6} gradients grad f_i  vs  grad f     {:.2e} relative\n", check.terms,
             check.mean_of_stochastic);
  fmt::print("  mean of the {:>6} losses f_i  vs  f                  {:.2e} relative\n", check.terms,
             check.loss_difference);
  fmt::print("  gradient of the problem  vs  autograd, at worst      {:.2e} relative\n",
             check.closed_form_against_autograd);
  const bool holds = check.mean_of_stochastic < tolerance && check.closed_form_against_autograd < tolerance &&
                     check.loss_difference < tolerance;
  if (!holds)
    fail(ErrorKind::kInternal, "{}: gradients that should be equal differ by more than {:g}", spec.name(), tolerance);
  fmt::print("all below {:g}: a stochastic gradient is an unbiased estimate of the full one\n", tolerance);
}

}  // namespace

void add_problems_command(CLI::App& app) {
  auto* problems = app.add_subcommand("problems", "list what can be trained, or check one");
  problems->require_subcommand(0, 1);
  problems->footer("Examples:\n  largestep problems\n  largestep problems check svm --bias");
  auto* check = problems->add_subcommand(
      "check", "show that the mean of a problem's stochastic gradients is its gradient, and that this is autograd's");
  const auto arguments = std::make_shared<CheckArguments>();
  check->add_option("NAME", arguments->problem, "of the problem")->required();
  arguments->settings.add_to(*check, /*taken=*/"problem");
  check->footer("Examples:\n  largestep problems check svm --bias");
  check->callback([arguments] { check_problem(*arguments); });
  problems->callback([problems] {
    if (problems->get_subcommands().empty()) list_problems();
  });
}

}  // namespace largestep
