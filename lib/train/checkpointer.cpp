#include "train/checkpointer.h"

#include <ATen/CPUGeneratorImpl.h>
#include <fmt/ranges.h>
#include <torch/types.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "core/error.h"
#include "files/atomic_file.h"
#include "files/csv_log.h"
#include "run_files/schema.h"
#include "train/cadence.h"

namespace largestep {
namespace {

std::string numbered_name(std::int64_t epoch) { return fmt::format("epoch-{:04}.pt", epoch); }

/// The epoch of a numbered checkpoint's name, nothing for any other name.
std::optional<std::int64_t> epoch_in_name(const std::string& name) {
  constexpr std::string_view kPrefix = "epoch-";
  std::int64_t epoch = 0;
  if (!name.starts_with(kPrefix)) return std::nullopt;
  std::from_chars(name.data() + kPrefix.size(), name.data() + name.size(), epoch);
  return epoch > 0 && name == numbered_name(epoch) ? std::optional(epoch) : std::nullopt;
}

void restore_generator(const torch::Tensor& rng) {
  auto generator = at::detail::getDefaultCPUGenerator();
  try {
    generator.set_state(rng.contiguous());
  } catch (const c10::Error&) {
    fail(ErrorKind::kData, "the checkpoint's rng is not a state of LibTorch's CPU generator");
  }
}

}  // namespace

void check_state(const StateDict& into, const StateDict& state, const std::string& what) {
  std::map<std::string, torch::Tensor> saved(state.begin(), state.end());
  for (const auto& [name, tensor] : into) {
    const auto found = saved.find(name);
    if (found == saved.end()) fail(ErrorKind::kData, "the checkpoint has no {}, so it is not {}", name, what);
    if (found->second.sizes() != tensor.sizes()) {
      fail(ErrorKind::kData, "the checkpoint's {} has shape {}, but the network's has {}", name,
           fmt::join(found->second.sizes(), "x"), fmt::join(tensor.sizes(), "x"));
    }
    if (tensor.is_floating_point() && !found->second.is_floating_point()) {
      fail(ErrorKind::kData, "the checkpoint's {} has dtype {}, but the network's has {}", name,
           c10::toString(found->second.scalar_type()), c10::toString(tensor.scalar_type()));
    }
    saved.erase(found);
  }
  if (!saved.empty()) {
    fail(ErrorKind::kData, "the checkpoint has {}, which {} has not", saved.begin()->first, what);
  }
}

void load_state(const StateDict& into, const StateDict& state, const std::string& what) {
  check_state(into, state, what);
  const torch::NoGradGuard no_grad;
  const std::map<std::string, torch::Tensor> saved(state.begin(), state.end());
  for (auto [name, tensor] : into) tensor.copy_(saved.at(name));
}

Checkpoint take_checkpoint(const TrainingState& state, const Progress& at, const RunDescription& run) {
  Checkpoint checkpoint;
  checkpoint.problem = run.problem;
  checkpoint.width = run.width;
  checkpoint.progress = at;
  checkpoint.model = state.problem.state();
  checkpoint.momentum = state.sgd.momentum_buffers();
  if (state.average != nullptr) checkpoint.average = state.average->weights();
  checkpoint.config = run.config;
  checkpoint.step_size_scale = run.step_size_scale;
  checkpoint.restarts = run.restarts;
  checkpoint.rng = at::detail::getDefaultCPUGenerator().get_state();
  checkpoint.full = true;
  return checkpoint;
}

void restore_checkpoint(const Checkpoint& checkpoint, const TrainingState& state) {
  constexpr const char* kWhat = "one of this problem";
  check_state(state.problem.state(), checkpoint.model, kWhat);
  state.sgd.check_momentum(checkpoint.momentum);
  if (state.average != nullptr) state.average->check(checkpoint.average);
  if (checkpoint.rng.defined()) restore_generator(checkpoint.rng);
  load_state(state.problem.state(), checkpoint.model, kWhat);
  state.sgd.restore_momentum(checkpoint.momentum);
  if (state.average != nullptr) state.average->restore(checkpoint.average);
}

Checkpointer::Checkpointer(const TrainingState& state, const std::filesystem::path& run_directory, RunDescription run,
                           const CheckpointerOptions& options, TrainingObserver& others)
    : state_(state),
      directory_(file_in(run_directory, file_name::kCheckpoints)),
      run_(std::move(run)),
      options_(options),
      others_(others) {
  if (writes()) largestep::create_directories(directory_);
}

Verdict Checkpointer::on_step(const StepEvent& event) {
  // The last step of an epoch is left to on_epoch_end, whose progress says that the epoch is complete.
  const bool is_epoch_end = event.at.step_in_epoch == state_.problem.steps_per_epoch();
  if (!is_epoch_end && Cadence{options_.every_steps}.is_due(event.at.step)) save(event.at);
  return Verdict::kContinue;
}

void Checkpointer::on_epoch_end(const Progress& at) {
  if (Cadence{options_.every_epochs}.is_due(at.epoch)) {
    save(at, numbered_name(at.epoch));
    prune(at);
  } else if (Cadence{options_.every_steps}.is_due(at.step)) {
    save(at);
  }
}

void Checkpointer::on_end(const Progress& at) {
  if (at.step != saved_step_) save(at);
  prune(at);
}

void Checkpointer::save(const Progress& at) { save(at, ""); }

void Checkpointer::save(const Progress& at, const std::string& numbered) {
  others_.on_checkpoint(at);
  if (writes()) write(at, numbered);
  saved_step_ = at.step;
}

void Checkpointer::write(const Progress& at, const std::string& numbered) const {
  const auto checkpoint = take_checkpoint(state_, at, run_);
  if (!numbered.empty()) save_checkpoint(directory_ / numbered, checkpoint);
  save_checkpoint(directory_ / file_name::kLastCheckpoint, checkpoint);
}

void Checkpointer::prune(const Progress& at) const {
  if (options_.keep == 0 || !writes()) return;
  std::vector<std::int64_t> epochs;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory_, error)) {
    std::error_code ignored;
    const auto epoch = epoch_in_name(entry.path().filename().string());
    // A later epoch is of a run that was taken further than this one has come: not ours to judge.
    if (epoch && *epoch <= at.epoch && !entry.is_symlink(ignored)) epochs.push_back(*epoch);
  }
  std::sort(epochs.rbegin(), epochs.rend());
  for (auto i = static_cast<std::size_t>(options_.keep); i < epochs.size(); ++i) {
    std::error_code ignored;
    std::filesystem::remove(directory_ / numbered_name(epochs[i]), ignored);
  }
}

}  // namespace largestep
