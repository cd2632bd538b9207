#include "train/checkpointer.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/types.h>

#include <map>

#include "core/atomic_file.h"
#include "core/error.h"

namespace largestep {
namespace {

/// Parameters and buffers in the order of PyTorch's state_dict: module by module, parameters before buffers.
StateDict state_of(const torch::nn::Module& network) {
  StateDict state;
  for (const auto& module : network.named_modules("", /*include_self=*/false)) {
    const auto add = [&](const auto& items) {
      for (const auto& item : items) state.emplace_back(module.key() + "." + item.key(), item.value().detach());
    };
    add(module.value()->named_parameters(/*recurse=*/false));
    add(module.value()->named_buffers(/*recurse=*/false));
  }
  return state;
}

}  // namespace

void load_state(ResNet18& network, const StateDict& state) {
  const torch::NoGradGuard no_grad;
  std::map<std::string, torch::Tensor> saved(state.begin(), state.end());
  for (auto& [name, tensor] : state_of(*network)) {
    const auto found = saved.find(name);
    if (found == saved.end()) fail(ErrorKind::kData, "the checkpoint has no {}, so it is not a ResNet-18", name);
    if (found->second.sizes() != tensor.sizes()) {
      fail(ErrorKind::kData, "the checkpoint's {} has shape {}, but the network's has {}", name,
           fmt::join(found->second.sizes(), "x"), fmt::join(tensor.sizes(), "x"));
    }
    tensor.copy_(found->second);
    saved.erase(found);
  }
  if (!saved.empty()) {
    fail(ErrorKind::kData, "the checkpoint has {}, which a ResNet-18 has not", saved.begin()->first);
  }
}

Checkpoint take_checkpoint(const TrainingState& state, const Progress& at, const std::string& problem_name,
                           const std::string& config) {
  Checkpoint checkpoint;
  checkpoint.problem = problem_name;
  checkpoint.width = state.problem.network()->options().width;
  checkpoint.progress = at;
  checkpoint.model = state_of(*state.problem.network());
  checkpoint.momentum = state.sgd.momentum_buffers();
  if (state.average != nullptr) checkpoint.average = state.average->weights();
  checkpoint.config = config;
  checkpoint.rng = at::detail::getDefaultCPUGenerator().get_state();
  checkpoint.full = true;
  return checkpoint;
}

void restore_checkpoint(const Checkpoint& checkpoint, const TrainingState& state) {
  load_state(state.problem.network(), checkpoint.model);
  state.sgd.restore_momentum(checkpoint.momentum);
  if (state.average != nullptr) state.average->restore(checkpoint.average);
  if (checkpoint.rng.defined()) {
    auto generator = at::detail::getDefaultCPUGenerator();
    generator.set_state(checkpoint.rng);
  }
}

Checkpointer::Checkpointer(const TrainingState& state, const std::filesystem::path& run_directory,
                           std::string problem_name, std::string config, std::int64_t every)
    : state_(state),
      directory_(run_directory / "checkpoints"),
      problem_name_(std::move(problem_name)),
      config_(std::move(config)),
      every_(every) {
  largestep::create_directories(directory_);
}

void Checkpointer::on_epoch_end(const Progress& at) {
  if (every_ == 0 || at.epoch % every_ != 0) return;
  save(at, "last.pt");
  save(at, fmt::format("epoch-{:04}.pt", at.epoch));
}

void Checkpointer::on_end(const Progress& at) { save(at, "last.pt"); }

void Checkpointer::save(const Progress& at, const std::string& name) {
  save_checkpoint(directory_ / name, take_checkpoint(state_, at, problem_name_, config_));
}

}  // namespace largestep
