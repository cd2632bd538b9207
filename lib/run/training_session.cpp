#include "run/training_session.h"

#include <fmt/chrono.h>
#include <torch/torch.h>
#include <unistd.h>

#include <ctime>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/atomic_file.h"
#include "core/device.h"
#include "core/error.h"
#include "core/random.h"
#include "core/version.h"
#include "data/cifar10_reader.h"
#include "data/data_directory.h"
#include "data/verify.h"
#include "run/measurement_settings.h"
#include "run/settings_toml.h"
#include "run/training_images.h"
#include "train/checkpointer.h"
#include "train/evaluator.h"
#include "train/loop.h"
#include "train/measure_recorder.h"
#include "train/progress_bar.h"
#include "train/step_recorder.h"
#include "train/stop_signal.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStepsHeader = "step,epoch,step_size,loss";
/// A loss is read from a GPU once in so many steps.
constexpr std::int64_t kStepsPerReadOnGpu = 50;

std::string now_text() { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))); }

/// steps.csv, one row a step.
class StepLog final : public StepListener {
 public:
  StepLog(const fs::path& path, std::int64_t keep_steps) : log_(path, kStepsHeader, keep_steps) {}
  void on_steps(std::span<const StepRecord> steps) override {
    std::string rows;
    for (const auto& step : steps) {
      rows += fmt::format("{},{},{},{}\n", step.step, csv_number(step.epoch), csv_number(step.step_size),
                          csv_number(step.loss));
    }
    log_.append(rows);
  }

 private:
  CsvLog log_;
};

/// Takes the weights after every step into the average, if there is one.
class AverageUpdater final : public TrainingObserver {
 public:
  explicit AverageUpdater(WeightAverage* average) : average_(average) {}
  Verdict on_step(const StepEvent&) override {
    if (average_ != nullptr) average_->update();
    return Verdict::kContinue;
  }

 private:
  WeightAverage* average_;
};

/// Ends training after a step during which a stop was asked for.
class StopGuard final : public TrainingObserver {
 public:
  Verdict on_step(const StepEvent&) override {
    return StopSignal::received() != 0 ? Verdict::kStop : Verdict::kContinue;
  }
};

/// run.json: what ran where, from the start to the end.
class RunFile {
 public:
  RunFile(fs::path path, nlohmann::ordered_json content) : path_(std::move(path)), content_(std::move(content)) {
    content_["started"] = now_text();
    write("running");
  }
  void set(const char* key, const nlohmann::ordered_json& value) { content_[key] = value; }
  void write(const char* status) {
    content_["finished"] = nullptr;
    if (std::string(status) != "running") content_["finished"] = now_text();
    content_["status"] = status;
    write_file_atomically(path_, content_.dump(2) + "\n");
  }

 private:
  fs::path path_;
  nlohmann::ordered_json content_;
};

void prepare_directory(const fs::path& directory, const std::string& config, bool resume) {
  std::error_code error;
  const auto config_path = directory / "config.toml";
  const bool exists = fs::exists(config_path, error);
  if (!resume) {
    if (exists) {
      fail(ErrorKind::kInvalidArgument, "{} holds a run already; give another --out, or --resume to continue it",
           directory.string());
    }
    largestep::create_directories(directory);
    write_file_atomically(config_path, config);
    return;
  }
  if (!exists) fail(ErrorKind::kData, "there is no run in {} to resume", directory.string());
}

/// The images of a run.
struct RunData {
  ImageSet train;
  EvaluationSets evaluation;
};

RunData load_data(const Settings& settings) {
  auto [train, validation] = training_images(settings, load_cifar10(settings.data, Split::kTrain));
  return {std::move(train), {.test = load_cifar10(settings.data, Split::kTest), .validation = std::move(validation)}};
}

ImageClassification make_problem(const Settings& settings, ImageSet train_set, const c10::Device& device) {
  const auto seed = static_cast<std::uint64_t>(settings.seed);
  torch::manual_seed(stream_seed(seed, RandomStream::kInitialisation));
  ResNet18 network(ResNet18Options{.width = settings.width});
  return ImageClassification(std::move(network), std::move(train_set),
                             {.sampling = {.batch_size = settings.batch_size, .seed = seed},
                              .augment = settings.augment,
                              .label_noise = settings.label_noise,
                              .fixed_label_noise = settings.fixed_label_noise,
                              .device = device,
                              .precision = parse_precision(settings.precision, device)});
}

MeasureRecorderOptions measure_recorder_options(const Settings& settings) {
  MeasureRecorderOptions options{.every = settings.measure_every, .measurement = measurement_options(settings)};
  options.measurement.interrupted = [] { return StopSignal::received() != 0; };
  return options;
}

std::string row_line(const EvaluationRow& row) {
  std::string line = fmt::format("step {:>6}  epoch {:>6.2f}  train loss {:.4f}  test error {:.2f} %", row.at.step,
                                 row.elapsed_epochs, row.probe.score.loss, 100 * row.test.error());
  if (row.average_test.images > 0) line += fmt::format("  average {:.2f} %", 100 * row.average_test.error());
  if (!row.probe.blocks.empty()) {
    const auto& last = row.probe.blocks.back();
    line += fmt::format("  {} active {:.1f} % (distinct {:.1f} %)", last.name, 100 * last.active_fraction,
                        100 * last.distinct_active_fraction);
  }
  return line;
}

}  // namespace

TrainingOutcome run_training(Settings settings, const fs::path& directory, bool resume) {
  const auto device = parse_device(settings.device);
  settings.device = device.str();
  settings.precision = name_of(parse_precision(settings.precision, device));
  settings.threads = set_threads(static_cast<int>(settings.threads));
  settings.data = fs::absolute(find_data_directory(settings.data)).string();
  at::globalContext().setDeterministicAlgorithms(settings.deterministic, /*warn_only=*/false);
  const auto dataset = describe_dataset(settings.data);
  auto data = load_data(settings);
  auto problem = make_problem(settings, std::move(data.train), device);
  const StepSizeSchedule schedule(settings.schedule_options());
  Sgd sgd(problem.parameters(), settings.sgd_options());
  std::optional<WeightAverage> average;
  if (settings.average_tau > 0.0) average.emplace(problem.parameters(), settings.average_tau);
  const TrainingState state{problem, sgd, average ? &*average : nullptr};
  const auto config = settings_to_toml(settings);
  prepare_directory(directory, config, resume);

  Progress from;
  const auto last_checkpoint = directory / "checkpoints" / "last.pt";
  if (resume && fs::exists(last_checkpoint)) {
    const auto checkpoint = load_checkpoint(last_checkpoint);
    if (checkpoint.config != config) {
      fail(ErrorKind::kInvalidArgument, "{} was trained with other settings; --resume needs the same ones",
           directory.string());
    }
    restore_checkpoint(checkpoint, state);
    from = checkpoint.progress;
  }
  const std::int64_t keep_steps = resume ? from.step : -1;

  const StopSignal stop_signal;
  const auto total_steps = settings.epochs * problem.steps_per_epoch();
  ProgressBar bar({.terminal = isatty(STDOUT_FILENO) != 0,
                   .total_steps = total_steps,
                   .batch_size = settings.batch_size,
                   .first_step = from.step});
  StepLog step_log(directory / "steps.csv", keep_steps);
  DivergenceGuard divergence_guard;
  StepRecorder recorder(device.is_cuda() ? kStepsPerReadOnGpu : 1);
  recorder.add(step_log);
  recorder.add(divergence_guard);
  if (!settings.quiet) recorder.add(bar);
  Evaluator evaluator(problem, std::move(data.evaluation), state.average, directory,
                      {.every = settings.eval_every,
                       .sparsity_every = settings.sparsity_every,
                       .seed = static_cast<std::uint64_t>(settings.seed),
                       .interrupted = [] { return StopSignal::received() != 0; }},
                      keep_steps);
  evaluator.on_row = [&](const EvaluationRow& row) {
    bar.exclude(row.seconds);
    if (!settings.quiet) bar.line(row_line(row));
  };
  MeasureRecorder measure_recorder(problem, directory, measure_recorder_options(settings), keep_steps);
  measure_recorder.on_measured = [&](double seconds) { bar.exclude(seconds); };
  Checkpointer checkpointer(state, directory, settings.problem, config, settings.checkpoint_every);
  AverageUpdater average_updater(state.average);
  StopGuard stop_guard;
  ObserverChain observers;
  observers.add(recorder);
  observers.add(average_updater);
  observers.add(evaluator);
  observers.add(measure_recorder);
  observers.add(checkpointer);
  observers.add(stop_guard);

  RunFile run_file(directory / "run.json", {{"version", version()},
                                            {"git_commit", git_commit()},
                                            {"libtorch", TORCH_VERSION},
                                            {"device", describe_device(device)},
                                            {"threads", settings.threads},
                                            {"precision", settings.precision},
                                            {"dataset", dataset},
                                            {"preset", settings.preset},
                                            {"problem", settings.problem},
                                            {"parameters", count_parameters(*problem.network())},
                                            {"steps", from.step}});
  if (!settings.quiet) {
    bar.line(fmt::format("{} on {}: {} images, {} parameters, {} steps of {}, {} with {} threads on {}",
                         settings.preset.empty() ? settings.problem : settings.preset, dataset, problem.terms(),
                         count_parameters(*problem.network()), total_steps, settings.batch_size, settings.precision,
                         settings.threads, describe_device(device)));
    if (from.step > 0) bar.line(fmt::format("continuing after step {}", from.step));
  }
  try {
    const auto at = train(problem, sgd, schedule, {.epochs = settings.epochs}, observers, from);
    if (!settings.quiet) bar.finish();
    run_file.set("steps", at.step);
    run_file.set("images_per_second", bar.images_per_second());
    run_file.write(at.epoch >= settings.epochs ? "finished" : "stopped");
    return {.stopped_by_signal = at.epoch >= settings.epochs ? 0 : StopSignal::received()};
  } catch (const Error& error) {
    if (!settings.quiet) bar.finish();
    if (error.kind() == ErrorKind::kDiverged) run_file.write("diverged");
    throw;
  }
}

}  // namespace largestep
