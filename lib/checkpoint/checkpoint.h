#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "checkpoint/state_dict.h"
#include "checkpoint/weights_file.h"
#include "core/progress.h"

namespace largestep {

/// Everything a training run needs to go on as if it had never stopped, or a bare set of weights (`full` is false).
struct Checkpoint {
  std::string problem{};         ///< name of the problem, "resnet18-cifar10"
  std::int64_t width = 0;        ///< of the network; 0 if the problem has none
  Progress progress{};           ///< what has been completed
  StateDict model{};             ///< parameters and buffers: floating-point or int64
  StateDict momentum{};          ///< momentum buffers by parameter name; empty without momentum
  StateDict average{};           ///< weight average by parameter name; empty without averaging
  std::string config{};          ///< text of the run's config.toml
  double step_size_scale = 1.0;  ///< all step sizes of the schedule are multiplied by it; below 1 after restarts
  std::int64_t restarts = 0;     ///< times the run was restarted with lower step sizes after it diverged
  at::Tensor rng{};              ///< state of LibTorch's default CPU generator, uint8 [n]; undefined if there is none
  bool full = false;  ///< false for weights from elsewhere: only `model`, perhaps `momentum` and `average` are set
};

/// Writes a checkpoint whole or not at all, in the format of FORMAT.md; `full` is not looked at.
/// Tensors may be on any device and are not modified.
/// @throws Error{kWrite} naming the path and the system's reason.
void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

/// Whether save_checkpoint wrote it, of this version of the format or another.
bool is_checkpoint(const WeightsFile& file);

/// Reads what save_checkpoint wrote. Tensors are on the CPU, keep their strides and share memory where they did when
/// they were saved. Nothing in the file is executed.
/// @throws Error{kData} naming the path and, where one is missing or has the wrong type, the key.
Checkpoint load_checkpoint(WeightsFile& file);
Checkpoint load_checkpoint(const std::filesystem::path& path);

}  // namespace largestep
