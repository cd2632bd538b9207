#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/progress.h"

namespace largestep {

/// Names and tensors in the order of the module: what Python calls a state_dict.
using StateDict = std::vector<std::pair<std::string, at::Tensor>>;

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
  bool full = false;             ///< false for weights saved by Python: only `model` and perhaps `momentum` are set
};

/// Writes a checkpoint whole or not at all, in the format of FORMAT.md; `full` is not looked at.
/// Tensors may be on any device and are not modified.
/// @throws Error{kWrite} naming the path and the system's reason.
void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

/// Reads what save_checkpoint wrote, or weights saved in Python with `torch.save(model.state_dict(), path)` or inside a
/// dict under "model" or "state_dict", with the momentum of a torch.optim.SGD's state_dict() under "optimizer". There a
/// "module." before every name (from DataParallel) is removed. Tensors are on
/// the CPU, keep their strides, and share memory where they did in Python, so that reading needs no more memory than a
/// few times the file. Nothing in the file is executed.
/// @throws Error{kData} naming the path and, where one is missing or has the wrong type, the key.
Checkpoint load_checkpoint(const std::filesystem::path& path);

}  // namespace largestep
