#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "session/training_outcome.h"
#include "train/stop_signal.h"

namespace largestep {

/// Ends a command whose training was stopped by a signal, with the exit code that shells give for it.
inline void end_if_stopped(const TrainingOutcome& outcome) {
  if (outcome.stopped_by_signal == 0) return;
  fmt::print(stderr, "largestep: stopped by {}\n", StopSignal::name_of(outcome.stopped_by_signal));
  throw CLI::RuntimeError(128 + outcome.stopped_by_signal);
}

}  // namespace largestep
