#pragma once

#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>

#include "records/evaluator.h"
#include "train/step_recorder.h"

namespace largestep {

/// A run for programs that follow it: one JSON object a line on stdout, whose "event" says what it is of.
/// docs/RUN_FILES.md lists them.
class JsonLines final : public StepListener {
 public:
  /// @param on         false: nothing is printed
  /// @param per_second  of what a batch is made of, asked when a step is printed
  JsonLines(bool on, std::function<double()> per_second) : on_(on), per_second_(std::move(per_second)) {}

  /// The last of the steps, at most once a second.
  void on_steps(std::span<const StepRecord> steps) override;
  void on_evaluation(const EvaluationRow& row) const;
  /// @param facts  an object, to which "event" is added in front
  void say(const char* event, const nlohmann::ordered_json& facts) const;

 private:
  bool on_;
  std::function<double()> per_second_;
  std::chrono::steady_clock::time_point said_{};
};

}  // namespace largestep
