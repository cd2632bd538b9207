#include "run/run_training.h"

#include <ATen/Context.h>

#include <csignal>

#include "core/device.h"
#include "core/error.h"
#include "data/data_directory.h"
#include "kernels/own_kernels.h"
#include "run/problem_catalog.h"
#include "run/training_data.h"
#include "train/stop_signal.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

/// Replaces "auto" and relative values by what they come to here.
c10::Device resolve_for_this_machine(Settings& settings) {
  const auto device = parse_device(settings.device);
  settings.device = device.str();
  settings.precision = name_of(parse_precision(settings.precision, device));
  settings.threads = set_threads(static_cast<int>(settings.threads));
  use_own_kernels(settings.kernels != "libtorch");
  if (needs_images(settings)) settings.data = fs::absolute(find_data_directory(settings.data)).string();
  if (!settings.csv.empty()) settings.csv = fs::absolute(settings.csv).string();
  if (!settings.start_from.empty()) settings.start_from = fs::absolute(settings.start_from).string();
  at::globalContext().setDeterministicAlgorithms(settings.deterministic, /*warn_only=*/false);
  return device;
}

/// Finds out before anything is written whether training can start from there.
void check_start_from(const Settings& settings) {
  if (settings.start_from.empty()) return;
  const auto checkpoint = load_checkpoint(settings.start_from);
  const bool is_resnet = find_problem(settings.problem).make == nullptr;
  if (is_resnet && checkpoint.width != settings.width) {
    fail(ErrorKind::kInvalidArgument, "start-from names {}, weights of width {}, but width is {}", settings.start_from,
         checkpoint.width, settings.width);
  }
}

}  // namespace

TrainingOutcome run_training(Settings settings, const fs::path& directory, bool resume) {
  const StopSignal stop_signal;
  const IgnoredSignal closed_output(SIGPIPE);  // no run ends because nobody reads what it prints
  const IgnoredSignal file_limit(SIGXFSZ);     // writing then fails like on a full disk
  const auto device = resolve_for_this_machine(settings);
  if (!resume) check_start_from(settings);
  auto data = load_training_data(settings);
  if (StopSignal::received() != 0) return {.stopped_by_signal = StopSignal::received(), .has_run = false};
  return TrainingSession(std::move(settings), device, std::move(data), directory, resume).run();
}

}  // namespace largestep
