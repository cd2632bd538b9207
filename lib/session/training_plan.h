#pragma once

#include <string>
#include <vector>

#include "settings/settings.h"

namespace largestep {

/// What is known of a run before its first step, beside its settings.
struct PlanFacts {
  std::string dataset;               ///< "CIFAR-10"
  std::string device;                ///< in words
  std::string launch = {};           ///< how work gets to a GPU, in words; empty on the CPU
  std::string directory;             ///< of the run
  std::string unit = "images";       ///< what a term of the problem is
  std::string arithmetic = {};       ///< "fp32", "bf16" or "float64"; empty: the settings' precision
  std::int64_t terms = 0;            ///< training examples
  std::int64_t batch_size = 0;       ///< of these a step; 0: the settings'
  std::string network = {};          ///< "ResNet-18"; empty if there is none
  std::int64_t parameters = 0;       ///< trainable scalars
  std::int64_t total_steps = 0;      ///< of the whole run
  std::int64_t steps_per_epoch = 0;  ///< of the problem; 0: not known
  double step_size_scale = 1.0;      ///< all step sizes are multiplied by it
  int processes = 1;                 ///< that share each batch
};

/// What `largestep train` is about to do, in a few lines for a person.
/// @param settings  resolved for this machine
std::vector<std::string> training_plan(const Settings& settings, const PlanFacts& facts);

}  // namespace largestep
