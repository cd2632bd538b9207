#include "findings/experiment_key.h"

#include <array>

namespace largestep {
namespace {

/// Settings that say where and how a run was computed and what was recorded of it.
constexpr std::array kNotOfTheTrajectory{"seed",
                                         "data",
                                         "device",
                                         "threads",
                                         "deterministic",
                                         "quiet",
                                         "eval-every",
                                         "sparsity-every",
                                         "measure-every",
                                         "measures",
                                         "measure-images",
                                         "checkpoint-every",
                                         "checkpoint-every-steps",
                                         "keep-checkpoints",
                                         "tensorboard"};

/// "preset" only names what the other settings say.
constexpr std::array kOfTheStepSize{"preset",       "schedule",   "step-size",    "decay-at",
                                    "decay-factor", "warmup-exp", "warmup-factor"};

}  // namespace

std::string experiment_key(const RunData& run, KeyOf what) {
  auto config = run.config;
  for (const auto* key : kNotOfTheTrajectory) config.erase(key);
  if (what == KeyOf::kExperiment) {
    for (const auto* key : kOfTheStepSize) config.erase(key);
  }
  constexpr auto kReplaceBadUtf8 = nlohmann::ordered_json::error_handler_t::replace;
  const auto dataset = run.run.value("dataset", nlohmann::ordered_json());
  return config.dump(-1, ' ', false, kReplaceBadUtf8) + dataset.dump(-1, ' ', false, kReplaceBadUtf8);
}

}  // namespace largestep
