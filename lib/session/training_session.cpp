#include "session/training_session.h"

#include <torch/version.h>

#include <cmath>
#include <cstdio>
#include <sstream>

#include "catalog/problem_catalog.h"
#include "core/shell_word.h"
#include "core/version.h"
#include "device/memory.h"
#include "files/atomic_file.h"
#include "files/json_number.h"
#include "files/json_text.h"
#include "kernels/instruction_set.h"
#include "run_files/schema.h"
#include "session/plan_facts.h"
#include "session/share_start.h"
#include "session/step_launch.h"
#include "session/training_plan.h"
#include "settings/resume_check.h"
#include "settings/settings_toml.h"
#include "train/loop.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Json to_json(const StepRecord& step) {
  return {
      {"step", step.step}, {"epoch", step.epoch}, {"step_size", step.step_size}, {"loss", number_or_null(step.loss)}};
}

ScheduleOptions scaled(ScheduleOptions options, double scale) {
  options.scale = scale;
  return options;
}

/// A text as run.json has it, which holds UTF-8 alone.
Json as_written(const std::string& text) { return Json::parse(json_text(Json(text))); }

/// The fingerprint of a problem's data, a member for each of its lines; empty if it has none.
Json fingerprint(const Problem& problem) {
  auto members = Json::object();
  std::istringstream lines(problem.fingerprint());
  constexpr std::string_view kIs = " = ";
  for (std::string line; std::getline(lines, line);) {
    const auto is = line.find(kIs);
    members[line.substr(0, is)] = line.substr(is + kIs.size());
  }
  return members;
}

/// What run.json says from the start.
Json facts(const Settings& settings, const c10::Device& device, Problem& problem, const Ranks& ranks) {
  Json facts{{"version", version()},
             {"git_commit", git_commit()},
             {"libtorch", TORCH_VERSION},
             {"device", describe_device(device)},
             {"native_bf16", has_native_bfloat16(device)},
             {"instruction_set", kernels::name_of(kernels::instruction_set())},
             {"convolution", settings.convolution},
             {"threads", settings.threads},
             {"processes", ranks.size()},
             {"precision", settings.precision},
             {"dataset", problem.data_name()},
             {"preset", settings.preset},
             {"problem", settings.problem}};
  if (const auto network = network_kind(problem); !network.empty()) facts["network"] = network;
  if (const auto data = fingerprint(problem); !data.empty()) facts["data_fingerprint"] = data;
  if (device.is_cpu()) return facts;
  const auto launch = step_launch(settings, device, ranks.size(), problem.replays_steps());
  facts["captured"] = launch.captured;
  facts["launched_one_by_one"] = launch.one_by_one;
  return facts;
}

}  // namespace

TrainingSession::TrainingSession(ResolvedSettings resolved, std::unique_ptr<Problem> problem, const fs::path& path,
                                 bool resume, Ranks& ranks)
    : resolved_(std::move(resolved)),
      ranks_(ranks),
      trainee_(std::in_place, resolved_.values, std::move(problem), &ranks_),
      directory_(ranks_.is_first() ? RunDirectory(path, resume) : RunDirectory::of_another(path)),
      resume_(resume),
      run_file_(file_in(directory_.written_path(), file_name::kRun),
                facts(resolved_.values, resolved_.device, trainee_->problem, ranks_),
                resume && ranks_.is_first() ? read_run_file(directory_.run_file()) : Json()) {
  if (resolved_.values.divergence_policy().factor > 0.0) at_start_.emplace(trainee_->problem);
  if (!ranks_.is_first()) return;
  if (resume_) check_resumable();
  const auto config = settings_to_toml(resolved_.values);
  if (!resume_ || read_file(directory_.config()) != config) write_file_atomically(directory_.config(), config);
}

Checkpoint TrainingSession::load_last() const {
  const auto path = directory_.last_checkpoint();
  try {
    return load_checkpoint(path);
  } catch (const Error& error) {
    fail(error.kind(), "{}; to go on from an earlier checkpoint of the run, copy it over this file", error.what());
  }
}

/// Refuses to go on with a run that was made on other data. Runs of earlier versions do not say what theirs hold.
void TrainingSession::check_same_data() const {
  const auto previous = read_run_file(directory_.run_file());
  const auto& problem = trainee_->problem;
  if (!previous.is_object()) return;
  if (previous.contains("dataset") && previous["dataset"] != as_written(problem.data_name())) {
    fail(ErrorKind::kInvalidArgument, "{} was trained on {}, but {} holds {}", directory_.path().string(),
         previous["dataset"].dump(), resolved_.values.data, problem.data_name());
  }
  const auto known = previous.find("data_fingerprint");
  if (known == previous.end() || *known == fingerprint(problem)) return;
  fail(ErrorKind::kInvalidArgument, "{} was trained on other data than what {} holds now: {} then, {} now",
       directory_.path().string(), problem.data_name(), known->dump(), fingerprint(problem).dump());
}

/// Refuses to go on with a run that was made in another way.
void TrainingSession::check_resumable() const {
  check_same_data();
  auto values = read_settings_file(directory_.config());
  Progress done;
  if (has_checkpoint()) {
    const auto checkpoint = load_last();
    values = parse_settings(checkpoint.config, directory_.last_checkpoint().string());
    done = checkpoint.progress;
  }
  const auto steps_per_epoch = trainee_->problem.steps_per_epoch();
  if (done != progress_after(done.step, steps_per_epoch)) {
    fail(ErrorKind::kData,
         "{} is of step {}, {} steps into epoch {}, which does not fit the {} steps of an epoch of {}",
         directory_.last_checkpoint().string(), done.step, done.step_in_epoch, done.epoch, steps_per_epoch,
         trainee_->problem.data_name());
  }
  for (const auto& note : check_resume(resolve_settings(values, {}), resolved_.values, done, steps_per_epoch)) {
    std::fprintf(stderr, "largestep: note: %s\n", note.c_str());
  }
}

std::optional<Checkpoint> TrainingSession::checkpoint_to_go_on_from() const {
  return ranks_.is_first() && has_checkpoint() ? std::optional(load_last()) : std::nullopt;
}

/// Makes the trainee what it was at a checkpoint or is to start from: rank 0 reads, the others hear of it.
void TrainingSession::restore(const std::optional<Checkpoint>& checkpoint) {
  if (checkpoint) {
    restore_checkpoint(*checkpoint, trainee_->state());
  } else if (ranks_.is_first() && from_.step == 0 && !resolved_.values.start_from.empty()) {
    trainee_->start_from(resolved_.values.start_from);
  }
  share_weights(ranks_, trainee_->state());
}

/// Puts everything where it was at the last checkpoint, or before the first step if there is none.
void TrainingSession::begin_attempt(const std::optional<StepRecord>& diverged) {
  observers_.reset();
  if (diverged) {
    // The same problem on the data that it has, at its start.
    auto problem = trainee_->take_problem();
    trainee_.reset();
    at_start_->restore();
    trainee_.emplace(resolved_.values, std::move(problem), &ranks_);
  }
  const auto* network = trainee_->problem.network();
  description_ = {.problem = resolved_.values.problem,
                  .width = network != nullptr ? network->width() : 0,
                  .config = settings_to_toml(resolved_.values)};
  from_ = {};
  const bool goes_on = resume_ || diverged;
  const auto checkpoint = goes_on ? checkpoint_to_go_on_from() : std::nullopt;
  if (checkpoint) {
    from_ = checkpoint->progress;
    description_.step_size_scale = checkpoint->step_size_scale;
    description_.restarts = checkpoint->restarts;
  }
  share_progress(ranks_, from_, description_);
  run_file_.keep_restarts(description_.restarts);
  if (diverged) lower_step_sizes(*diverged);
  observers_.emplace(resolved_.values, *trainee_, directory_, description_, from_, goes_on ? from_.step : -1, ranks_);
  restore(checkpoint);  // last, since making a network draws from the generator that the checkpoint puts back
  if (checkpoint) observers_->checkpointer.set_saved_step(from_.step);
  run_file_.set("parameters", trainee_->parameter_count());
  run_file_.set("precision", arithmetic_of(trainee_->problem, resolved_.values));
  run_file_.set("steps", from_.step);
  run_file_.write("running");
  if (!diverged) return;
  observers_->checkpointer.save(from_);  // from here on a killed run goes on with the lower step sizes
  observers_->bar.line(fmt::format("restart {} of at most {}: from step {} with step sizes times {:g}",
                                   description_.restarts, DivergencePolicy::kMostRestarts, from_.step,
                                   description_.step_size_scale));
}

void TrainingSession::lower_step_sizes(const StepRecord& diverged) {
  description_.step_size_scale *= resolved_.values.divergence_policy().factor;
  ++description_.restarts;
  auto restart = to_json(diverged);
  restart["from_step"] = from_.step;
  restart["step_size_scale"] = description_.step_size_scale;
  run_file_.add_restart(restart, description_.restarts);
}

void TrainingSession::announce() {
  const auto& problem = trainee_->problem;
  auto facts = plan_facts(resolved_, *trainee_, directory_.path());
  facts.step_size_scale = description_.step_size_scale;
  const auto plan = training_plan(resolved_.values, facts);
  for (const auto& line : plan) observers_->bar.line(line);
  observers_->json_lines.say("start", {{"directory", directory_.path().string()},
                                       {"problem", resolved_.values.problem},
                                       {"dataset", problem.data_name()},
                                       {"step", from_.step},
                                       {"total_steps", total_steps()},
                                       {"steps_per_epoch", problem.steps_per_epoch()}});
  if (from_.step > 0) observers_->bar.line(fmt::format("continuing after step {}", from_.step));
}

TrainingOutcome TrainingSession::finish_attempt() {
  const StepSizeSchedule schedule(
      scaled(resolved_.values.schedule_options(trainee_->problem.steps_per_epoch()), description_.step_size_scale));
  auto at = from_;
  if (agreed_stop(ranks_) == 0) {
    at = train(trainee_->objective, trainee_->sgd, schedule,
               {.epochs = resolved_.values.epochs, .steps = resolved_.values.steps}, observers_->chain(), from_);
  }
  const auto peak_memory = peak_memory_bytes();
  observers_->bar.finish();
  observers_->bar.line(fmt::format("wrote {}, peak memory {} MiB", directory_.path().string(), peak_memory >> 20));
  run_file_.set("steps", at.step);
  if (at.step > from_.step) run_file_.set("images_per_second", observers_->bar.images_per_second());
  run_file_.set("peak_memory_bytes", peak_memory);
  const int signal = agreed_stop(ranks_);
  const char* const status = signal == 0 ? "finished" : "stopped";
  run_file_.write(status);
  observers_->json_lines.say("end", {{"status", status}, {"step", at.step}});
  return {.stopped_by_signal = signal};
}

/// Says in run.json how it ended, if that can still be written.
void TrainingSession::end_badly(const std::string& status) noexcept {
  try {
    if (observers_) {
      observers_->bar.finish();
      run_file_.set("steps", observers_->step_log.last_step());
      observers_->json_lines.say("end", {{"status", status}, {"step", observers_->step_log.last_step()}});
    }
    run_file_.set("peak_memory_bytes", peak_memory_bytes());
    run_file_.write(status);
  } catch (...) {
    // The reason why training ended is what matters now.
  }
}

std::string TrainingSession::what_is_left(ErrorKind kind) const {
  const auto saved = observers_ ? observers_->checkpointer.saved_step() : has_checkpoint() ? from_.step : -1;
  const auto good = saved >= 0 ? fmt::format("the last good checkpoint is {} of step {}",
                                             directory_.last_checkpoint().string(), saved)
                               : std::string("there is no checkpoint yet");
  if (kind != ErrorKind::kDiverged) {
    return fmt::format("; {}: continue with `largestep train --resume --out {}` when that is mended", good,
                       shell_word(directory_.path().string()));
  }
  const auto policy = resolved_.values.divergence_policy();
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
      if (!has_diverged || !resolved_.values.divergence_policy().allows_restart(description_.restarts)) {
        end_badly(has_diverged ? "diverged" : "failed");
        if (!ranks_.is_first()) throw;
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

}  // namespace largestep
