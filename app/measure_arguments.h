#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "activity/inference.h"
#include "app/argument_checks.h"
#include "app/image_arguments.h"
#include "device/device.h"

namespace largestep {

/// What `evaluate` and `sparsity` have in common: a checkpoint, the data and where to compute. Precision is fp32 unless
/// asked otherwise, so that a figure does not depend on the machine.
struct MeasureArguments {
  std::string checkpoint;
  ImageInputs images;
  std::string device = "auto";
  std::string precision = "fp32";
  int threads = 0;
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
    command.add_option("--device", device, "auto | cpu | cuda | cuda:INDEX")->capture_default_str();
    command.add_option("--precision", precision, "auto | fp32 | bf16")->capture_default_str();
    command.add_option("--threads", threads, "CPU threads (0: all cores)")->capture_default_str();
    command.add_option("--json", json, "write JSON to this file; - prints it, and nothing else, on stdout")
        ->check(a_name());
  }

  InferenceOptions inference() const {
    set_threads(threads);
    const auto where = parse_device(device);
    InferenceOptions options;
    options.device = where;
    options.precision = parse_precision(precision, where);
    return options;
  }
};

}  // namespace largestep
