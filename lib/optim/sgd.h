#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "device/replayed_work.h"

namespace largestep {

/// A parameter or buffer with its name, in module order.
using NamedTensor = std::pair<std::string, at::Tensor>;

struct SgdOptions {
  double momentum = 0.0;      ///< mu, in [0, 1)
  bool nesterov = false;      ///< look-ahead form; needs momentum > 0
  double weight_decay = 0.0;  ///< lambda of lambda/2 ||w||^2 over all parameters, finite and >= 0
  /// @throws Error{kInvalidArgument} naming field, value and range.
  void validate() const;
};

/// Stochastic gradient descent, the update rule alone (the step size comes from a schedule):
///   d = g + lambda w;   v <- mu v + d;   w <- w - t v        (Nesterov: w <- w - t (d + mu v))
/// with v = 0 at the start, as torch.optim.SGD. Gradients are read, never changed.
class Sgd {
 public:
  /// @param parameters  updated in place; each must have a gradient of its shape by the time step() is called.
  Sgd(std::vector<NamedTensor> parameters, const SgdOptions& options);

  /// One step with step size t. @throws Error{kInternal} if a gradient is missing.
  void step(double step_size);

  /// From now on the step size lies in a 0-d tensor on the parameters' device and, where there are CUDA graphs, the
  /// update is captured in one and replayed. The weights are the same but for the rounding of t v.
  void replay_steps() { replayed_.emplace(); }

  /// Momentum buffers v by parameter name; empty without momentum or before the first step. They share storage.
  std::vector<NamedTensor> momentum_buffers() const;
  /// Whether saved buffers can be continued from; no buffers at all can be. @throws Error{kData} if names or shapes do
  /// not fit the parameters.
  void check_momentum(const std::vector<NamedTensor>& buffers) const;
  /// Continues from saved buffers. @throws what check_momentum throws, and then keeps those it has
  void restore_momentum(const std::vector<NamedTensor>& buffers);

  const SgdOptions& options() const { return options_; }

 private:
  std::vector<at::Tensor> gradients() const;
  void step_in_one_pass(const std::vector<at::Tensor>& gradients, double step_size);
  void step_by_operations(const std::vector<at::Tensor>& gradients, double step_size);
  void step_by_replay(const std::vector<at::Tensor>& gradients, double step_size);
  std::vector<at::Tensor> direction(std::vector<at::Tensor> gradients);
  void start_momentum();
  void step_arrays(double step_size);

  SgdOptions options_;
  bool are_arrays_ = true;  ///< all parameters are contiguous float64 on the CPU
  std::vector<std::string> names_;
  std::vector<at::Tensor> parameters_;
  std::vector<at::Tensor> momentum_;
  struct Replayed {
    ReplayedWork work;
    at::Tensor step_size;  ///< 0-d, of the parameters' type and device
  };
  std::optional<Replayed> replayed_;
};

}  // namespace largestep
