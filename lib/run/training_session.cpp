#include "run/training_session.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <optional>

#include "core/atomic_file.h"
#include "core/device.h"
#include "core/error.h"
#include "core/memory.h"
#include "core/version.h"
#include "data/data_directory.h"
#include "kernels/own_kernels.h"
#include "run/problem_catalog.h"
#include "run/resume_check.h"
#include "run/run_directory.h"
#include "run/run_file.h"
#include "run/settings_toml.h"
#include "run/training_observers.h"
#include "train/loop.h"
#include "train/stop_signal.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

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

Json to_json(const StepRecord& step) {
  const auto number = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
  return {{"step", step.step}, {"epoch", step.epoch}, {"step_size", step.step_size}, {"loss", number(step.loss)}};
}

ScheduleOptions scaled(ScheduleOptions options, double scale) {
  options.scale = scale;
  return options;
}

/// What run.json says from the start.
Json facts(const Settings& settings, const c10::Device& device, const TrainingData& data) {
  return {{"version", version()},        {"git_commit", git_commit()},
          {"libtorch", TORCH_VERSION},   {"device", describe_device(device)},
          {"threads", settings.threads}, {"precision", settings.precision},
          {"dataset", data.name},        {"preset", settings.preset},
          {"problem", settings.problem}};
}

/// A run directory being filled by this process, from where the run stands to its end, over restarts after divergence.
class TrainingSession {
 public:
  /// Takes the directory and checks that the run may go on with these settings.
  TrainingSession(Settings settings, const c10::Device& device, TrainingData data, const fs::path& path, bool resume);
  /// @throws what training throws, with a word about what is left of the run.
  TrainingOutcome run();

 private:
  Checkpoint load_last() const;
  void check_resumable() const;
  void begin_attempt(const std::optional<StepRecord>& diverged);
  void lower_step_sizes(const StepRecord& diverged);
  TrainingOutcome finish_attempt();
  void announce();
  std::string arithmetic() const;
  void end_badly(const std::string& status) noexcept;
  std::string what_is_left(ErrorKind kind) const;
  bool has_checkpoint() const { return fs::exists(directory_.last_checkpoint()); }
  std::int64_t total_steps() const { return trainee_->total_steps(settings_); }

  Settings settings_;
  c10::Device device_;
  TrainingData data_;
  std::optional<Trainee> trainee_;  ///< made first: where data can't be used, no directory is touched
  RunDirectory directory_;
  bool resume_;
  RunFile run_file_;

  // Of the attempt at hand; a restart makes them anew, and the trainee.
  std::optional<TrainingObservers> observers_;
  RunDescription description_;
  Progress from_;
};

TrainingSession::TrainingSession(Settings settings, const c10::Device& device, TrainingData data, const fs::path& path,
                                 bool resume)
    : settings_(std::move(settings)),
      device_(device),
      data_(std::move(data)),
      trainee_(std::in_place, settings_, data_, device_),
      directory_(path, resume),
      resume_(resume),
      run_file_(directory_.run_file(), facts(settings_, device_, data_),
                resume ? read_run_file(directory_.run_file()) : Json()) {
  if (resume_) check_resumable();
  const auto config = settings_to_toml(settings_);
  if (!resume_ || read_file(directory_.config()) != config) write_file_atomically(directory_.config(), config);
}

Checkpoint TrainingSession::load_last() const {
  const auto path = directory_.last_checkpoint();
  try {
    auto checkpoint = load_checkpoint(path);
    if (!checkpoint.full) fail(ErrorKind::kData, "{} holds weights only", path.string());
    return checkpoint;
  } catch (const Error& error) {
    fail(error.kind(), "{}; to go on from an earlier checkpoint of the run, copy it over this file", error.what());
  }
}

/// Refuses to go on with a run that was made in another way.
void TrainingSession::check_resumable() const {
  const auto previous = read_run_file(directory_.run_file());
  if (previous.is_object() && previous.contains("dataset") && previous["dataset"] != data_.name) {
    fail(ErrorKind::kInvalidArgument, "{} was trained on {}, but {} holds {}", directory_.path().string(),
         previous["dataset"].dump(), settings_.data, data_.name);
  }
  auto values = read_settings_file(directory_.config());
  Progress done;
  if (has_checkpoint()) {
    const auto checkpoint = load_last();
    values = parse_settings(checkpoint.config, directory_.last_checkpoint().string());
    done = checkpoint.progress;
  }
  const auto steps_per_epoch = trainee_->problem.steps_per_epoch();
  for (const auto& note : check_resume(resolve_settings(values, {}), settings_, done, steps_per_epoch)) {
    std::fprintf(stderr, "largestep: note: %s\n", note.c_str());
  }
}

/// Puts everything where it was at the last checkpoint, or before the first step if there is none.
void TrainingSession::begin_attempt(const std::optional<StepRecord>& diverged) {
  observers_.reset();
  if (diverged) trainee_.emplace(settings_, data_, device_);
  description_ = {.problem = settings_.problem,
                  .width = trainee_->images != nullptr ? settings_.width : 0,
                  .config = settings_to_toml(settings_)};
  from_ = {};
  const bool goes_on = resume_ || diverged;
  std::optional<Checkpoint> checkpoint;
  if (goes_on && has_checkpoint()) {
    checkpoint = load_last();
    from_ = checkpoint->progress;
    description_.step_size_scale = checkpoint->step_size_scale;
    description_.restarts = checkpoint->restarts;
  }
  run_file_.keep_restarts(description_.restarts);
  if (diverged) lower_step_sizes(*diverged);
  observers_.emplace(settings_, *trainee_, data_.evaluation, directory_, description_, from_,
                     goes_on ? from_.step : -1);
  if (checkpoint) {
    // Last, since making a network draws from the generator that the checkpoint puts back.
    restore_checkpoint(*checkpoint, trainee_->state());
    observers_->checkpointer.set_saved_step(from_.step);
  } else if (!settings_.start_from.empty()) {
    trainee_->start_from(settings_.start_from);
  }
  run_file_.set("parameters", trainee_->parameter_count());
  run_file_.set("precision", arithmetic());
  run_file_.set("steps", from_.step);
  run_file_.write("running");
  if (!diverged) return;
  observers_->checkpointer.save(from_);  // from here on a killed run goes on with the lower step sizes
  observers_->bar.line(fmt::format("restart {} of at most {}: from step {} with step sizes times {:g}",
                                   description_.restarts, DivergencePolicy::kMostRestarts, from_.step,
                                   description_.step_size_scale));
}

void TrainingSession::lower_step_sizes(const StepRecord& diverged) {
  description_.step_size_scale *= settings_.divergence_policy().factor;
  ++description_.restarts;
  auto restart = to_json(diverged);
  restart["from_step"] = from_.step;
  restart["step_size_scale"] = description_.step_size_scale;
  run_file_.add_restart(restart, description_.restarts);
}

/// What the problem computes in: the closed forms in float64, networks as the settings say.
std::string TrainingSession::arithmetic() const {
  const bool is_double = trainee_->problem.parameters().front().second.scalar_type() == at::kDouble;
  return is_double ? "float64" : settings_.precision;
}

void TrainingSession::announce() {
  const auto& problem = trainee_->problem;
  observers_->bar.line(fmt::format("{} on {}: {} {}, {} parameters, {} steps of {}, {} with {} threads on {}",
                                   settings_.preset.empty() ? settings_.problem : settings_.preset, data_.name,
                                   problem.terms(), trainee_->images != nullptr ? "images" : "terms",
                                   trainee_->parameter_count(), total_steps(), problem.sampling().batch_size,
                                   arithmetic(), settings_.threads, describe_device(device_)));
  if (from_.step > 0) observers_->bar.line(fmt::format("continuing after step {}", from_.step));
}

TrainingOutcome TrainingSession::finish_attempt() {
  const StepSizeSchedule schedule(
      scaled(settings_.schedule_options(trainee_->problem.steps_per_epoch()), description_.step_size_scale));
  auto at = from_;
  if (StopSignal::received() == 0) {
    const double elapsed = elapsed_epochs(from_, trainee_->problem.steps_per_epoch());
    observers_->catch_up({.at = from_, .elapsed_epochs = elapsed, .step_size = schedule.at(elapsed), .loss = {}});
    at = train(trainee_->problem, trainee_->sgd, schedule, {.epochs = settings_.epochs, .steps = settings_.steps},
               observers_->chain(), from_);
  }
  const auto peak_memory = peak_memory_bytes();
  observers_->bar.finish();
  observers_->bar.line(fmt::format("wrote {}, peak memory {} MiB", directory_.path().string(), peak_memory >> 20));
  run_file_.set("steps", at.step);
  if (at.step > from_.step) run_file_.set("images_per_second", observers_->bar.images_per_second());
  run_file_.set("peak_memory_bytes", peak_memory);
  const int signal = StopSignal::received();
  run_file_.write(signal == 0 ? "finished" : "stopped");
  return {.stopped_by_signal = signal};
}

/// Says in run.json how it ended, if that can still be written.
void TrainingSession::end_badly(const std::string& status) noexcept {
  try {
    if (observers_) {
      observers_->bar.finish();
      run_file_.set("steps", observers_->step_log.last_step());
    }
    run_file_.set("peak_memory_bytes", peak_memory_bytes());
    run_file_.write(status);
  } catch (...) {
    // The reason why training ended is what matters now.
  }
}

std::string TrainingSession::what_is_left(ErrorKind kind) const {
  const auto saved = observers_ ? observers_->checkpointer.saved_step() : from_.step;
  const auto good = saved >= 0 ? fmt::format("the last good checkpoint is {} of step {}",
                                             directory_.last_checkpoint().string(), saved)
                               : std::string("there is no checkpoint yet");
  if (kind != ErrorKind::kDiverged) {
    return fmt::format("; {}: continue with `largestep train --resume --out {}` when that is mended", good,
                       directory_.path().string());
  }
  const auto policy = settings_.divergence_policy();
  return fmt::format("; {}; {}", good,
                     policy.factor > 0.0
                         ? fmt::format("it was restarted {} times already", description_.restarts)
                         : "try a smaller --step-size, or resume with --on-divergence restart-lower:0.5");
}

TrainingOutcome TrainingSession::run() {
  for (std::optional<StepRecord> diverged;;) {
    try {
      begin_attempt(diverged);
      if (!diverged) announce();
      return finish_attempt();
    } catch (const Error& error) {
      const bool has_diverged = error.kind() == ErrorKind::kDiverged;
      if (!has_diverged || !settings_.divergence_policy().allows_restart(description_.restarts)) {
        end_badly(has_diverged ? "diverged" : "failed");
        throw Error(error.kind(), error.what() + what_is_left(error.kind()));
      }
      diverged = observers_->divergence_guard.objection();
      observers_->bar.finish();
      observers_->bar.line(error.what());
    } catch (...) {
      end_badly("failed");
      throw;
    }
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
