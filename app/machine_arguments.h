#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "activity/inference.h"
#include "app/argument_checks.h"
#include "device/device.h"

namespace largestep {

/// Where a command that runs a network computes, and in what precision: fp32 unless asked otherwise, so that a figure
/// does not depend on the machine.
struct MachineArguments {
  std::string device = "auto";
  std::string precision = "fp32";
  int threads = 0;

  /// @param what  is computed so, where it is not all that the command does
  void add_to(CLI::App& command, const std::string& what = "") {
    command.add_option("--device", device, what + "auto | cpu | cuda | cuda:INDEX")
        ->check(a_name())
        ->capture_default_str();
    command.add_option("--precision", precision, what + "auto | fp32 | bf16")->check(a_name())->capture_default_str();
    command.add_option("--threads", threads, what + "CPU threads (0: all cores)")->capture_default_str();
  }

  /// Sets the number of threads. @throws Error{kInvalidArgument} for what is not there
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
