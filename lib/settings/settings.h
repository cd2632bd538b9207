#pragma once

#include <cstdint>
#include <string>

#include "data/image_side.h"
#include "optim/sampling.h"
#include "optim/sgd.h"
#include "optim/step_size_schedule.h"
#include "settings/divergence_policy.h"
#include "settings/problem_settings.h"

namespace largestep {

/// Every setting of a training run; each is a flag of `largestep train` and a key of config.toml under the same name.
struct Settings {
  std::string preset;
  std::string problem = "resnet18-cifar10";
  std::string dataset = "cifar10";
  std::string data;
  std::int64_t size = kUsualImageSide;
  std::string mean;
  std::string std;
  std::string start_from;
  std::string csv;
  std::string target;
  std::string header = "auto";
  std::int64_t cifar_class = -1;
  std::int64_t dimension = 0;
  bool paper_data = false;
  bool bias = false;
  double svm_c = 1.0;
  std::string network = "resnet18";
  std::int64_t width = 64;
  std::string method = "sgd";
  std::int64_t epochs = 100;
  std::int64_t steps = 0;
  std::int64_t batch_size = 256;
  bool replacement = false;
  double step_size = 0.05;
  std::string schedule = "large-then-decay";
  double decay_at = 0.5;
  double warmup_exp = 1.0;
  double warmup_factor = 1.0;
  double decay_factor = 10.0;
  double momentum = 0.9;
  bool nesterov = false;
  double weight_decay = 5e-4;
  bool augment = true;
  std::int64_t cutout = 0;
  double label_smoothing = 0.0;
  bool test_flip = false;
  double label_noise = 0.0;
  std::string label_noise_classes = "other";
  double label_noise_until = 1.0;
  bool fixed_label_noise = false;
  double average_tau = 0.0;
  std::int64_t train_size = 0;
  std::int64_t test_size = 0;
  std::int64_t validation_size = 0;
  std::int64_t seed = 0;
  std::string device = "auto";
  std::string precision = "auto";
  std::int64_t threads = 0;
  bool sync_batchnorm = false;
  std::int64_t rank_timeout = 300;
  std::string kernels = "auto";
  std::string convolution = "auto";
  std::string cuda_graph = "auto";
  std::int64_t eval_every = 200;
  std::int64_t sparsity_every = 0;
  std::int64_t measure_every = 0;
  std::string measures = "all";
  std::int64_t measure_images = 128;
  std::int64_t weights_every = 0;
  std::int64_t checkpoint_every = 0;
  std::int64_t checkpoint_every_steps = 0;
  std::int64_t keep_checkpoints = 0;
  std::string on_divergence = "stop";
  bool tensorboard = false;
  bool deterministic = false;
  bool log_json = false;
  bool quiet = false;

  /// Checks what can be checked without data or a device.
  /// @param of_problem  what `problem` says of itself
  /// @throws Error{kInvalidArgument} naming flag, value and range.
  void validate(const ProblemSettings& of_problem) const;
  /// @param steps_per_epoch  of the data; makes the schedule as long as `steps`, where that is set
  ScheduleOptions schedule_options(std::int64_t steps_per_epoch = 0) const;
  /// How many epochs, from the first, have label noise that is drawn each epoch.
  std::int64_t noisy_epochs(std::int64_t steps_per_epoch) const;
  SamplingOptions sampling_options() const;
  SgdOptions sgd_options() const;
  DivergencePolicy divergence_policy() const;
};

}  // namespace largestep
