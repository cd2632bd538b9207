#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "app/argument_checks.h"
#include "app/image_arguments.h"
#include "app/machine_arguments.h"

namespace largestep {

/// What `evaluate` and `sparsity` have in common: a checkpoint, the data and where to compute.
struct MeasureArguments {
  std::string checkpoint;
  ImageInputs images;
  MachineArguments machine;
  bool average = false;
  std::string json;

  void add_to(CLI::App& command) {
    command
        .add_option("CHECKPOINT_OR_RUN", checkpoint,
                    "checkpoint file, run directory, or weights from Python (torch.save, safetensors)")
        ->check(a_name())
        ->required();
    command.add_flag("--average", average,
                     "the weight average instead of the weights (runs with --average-tau; files with one under ema, "
                     "swa or average)");
    add_image_flags(command, images);
    machine.add_to(command);
    command.add_option("--json", json, "write JSON to this file; - prints it, and nothing else, on stdout")
        ->check(a_name());
  }
};

}  // namespace largestep
