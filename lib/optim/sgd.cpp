#include "optim/sgd.h"

#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_sub.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros_like.h>
#include <c10/core/GradMode.h>
#include <torch/version.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "optim/array_update.h"
#include "optim/flat_update.h"

namespace largestep {
namespace {

/// w <- w - t d, with the step size on the device.
void subtract_scaled(const std::vector<at::Tensor>& weights, const std::vector<at::Tensor>& direction,
                     const at::Tensor& step_size) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 1)
  at::_foreach_sub_(weights, at::_foreach_mul(direction, step_size));
#else
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i].addcmul_(direction[i], step_size, -1);
#endif
}

}  // namespace

void SgdOptions::validate() const {
  if (!(momentum >= 0.0 && momentum < 1.0)) {
    fail(ErrorKind::kInvalidArgument, "momentum is {}, but must be in [0, 1)", momentum);
  }
  if (!(weight_decay >= 0.0 && std::isfinite(weight_decay))) {
    fail(ErrorKind::kInvalidArgument, "weight-decay is {}, but must be finite and at least 0", weight_decay);
  }
  if (nesterov && momentum == 0.0) {
    fail(ErrorKind::kInvalidArgument, "nesterov needs a momentum above 0; give --momentum 0.9, for example");
  }
}

Sgd::Sgd(std::vector<NamedTensor> parameters, const SgdOptions& options) : options_(options) {
  options_.validate();
  for (auto& [name, parameter] : parameters) {
    are_arrays_ =
        are_arrays_ && parameter.is_cpu() && parameter.scalar_type() == at::kDouble && parameter.is_contiguous();
    names_.push_back(std::move(name));
    parameters_.push_back(std::move(parameter));
  }
}

std::vector<at::Tensor> Sgd::gradients() const {
  std::vector<at::Tensor> gradients;
  gradients.reserve(parameters_.size());
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    gradients.push_back(parameters_[i].grad());
    if (!gradients.back().defined()) fail(ErrorKind::kInternal, "parameter {} has no gradient", names_[i]);
  }
  return gradients;
}

void Sgd::start_momentum() {
  if (!momentum_.empty()) return;
  for (const auto& parameter : parameters_) momentum_.push_back(at::zeros_like(parameter.detach()));
}

void Sgd::step_arrays(double step_size) {
  const bool has_momentum = options_.momentum != 0.0;
  if (has_momentum) start_momentum();
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const auto& gradient = parameters_[i].grad();
    if (!gradient.defined()) fail(ErrorKind::kInternal, "parameter {} has no gradient", names_[i]);
    const auto contiguous = gradient.expect_contiguous();
    update_array({.weights = parameters_[i].data_ptr<double>(),
                  .gradient = contiguous->data_ptr<double>(),
                  .momentum = has_momentum ? momentum_[i].data_ptr<double>() : nullptr,
                  .size = parameters_[i].numel()},
                 options_, step_size);
  }
}

// In the order of operations of torch.optim.SGD, so that the same gradients give the same weights to the last bit:
// early in training a difference in the last place grows a hundredfold a step.
void Sgd::step(double step_size) {
  if (are_arrays_ && !replayed_) return step_arrays(step_size);
  const c10::AutoGradMode no_grad(false);
  const auto all = gradients();
  if (options_.momentum != 0.0) start_momentum();
  if (replayed_) return step_by_replay(all, step_size);
  const bool flat = std::all_of(parameters_.begin(), parameters_.end(),
                                [](const at::Tensor& parameter) { return flat_kernels(parameter) != nullptr; });
  if (flat) {
    step_in_one_pass(all, step_size);
  } else {
    step_by_operations(all, step_size);
  }
}

void Sgd::step_in_one_pass(const std::vector<at::Tensor>& gradients, double step_size) {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const auto& parameter = parameters_[i];
    const auto gradient = in_order_of(parameter, gradients[i]);
    if (!momentum_.empty()) momentum_[i] = in_order_of(parameter, momentum_[i]);
    const auto* g = gradient.data_ptr<float>();
    auto* v = momentum_.empty() ? nullptr : momentum_[i].data_ptr<float>();
    auto* w = parameter.data_ptr<float>();
    for_stretches(parameter.numel(), [&](std::int64_t first, std::int64_t count) {
      flat_kernels(parameter)->step({.g = g + first,
                                     .v = v == nullptr ? nullptr : v + first,
                                     .w = w + first,
                                     .size = count,
                                     .step_size = static_cast<float>(step_size),
                                     .momentum = static_cast<float>(options_.momentum),
                                     .weight_decay = static_cast<float>(options_.weight_decay),
                                     .nesterov = options_.nesterov});
    });
  }
}

/// Takes the gradients into the momentum. @return  what the weights are to go against, by parameter
std::vector<at::Tensor> Sgd::direction(std::vector<at::Tensor> gradients) {
  auto direction = std::move(gradients);
  if (options_.weight_decay != 0.0) direction = at::_foreach_add(direction, parameters_, options_.weight_decay);
  if (options_.momentum != 0.0) {
    at::_foreach_mul_(momentum_, options_.momentum);
    at::_foreach_add_(momentum_, direction);
    direction = options_.nesterov ? at::_foreach_add(direction, momentum_, options_.momentum) : momentum_;
  }
  return direction;
}

void Sgd::step_by_operations(const std::vector<at::Tensor>& gradients, double step_size) {
  at::_foreach_add_(parameters_, direction(gradients), -step_size);
}

void Sgd::step_by_replay(const std::vector<at::Tensor>& gradients, double step_size) {
  auto& t = replayed_->step_size;
  if (!t.defined()) t = at::empty({}, parameters_.front().options().requires_grad(false));
  t.fill_(step_size);
  replayed_->work.run(addresses_of({parameters_, gradients, momentum_, {t}}), [&] {
    subtract_scaled(parameters_, direction(gradients), t);
    return ReplayedWork::Tensors();
  });
}

std::vector<NamedTensor> Sgd::momentum_buffers() const {
  std::vector<NamedTensor> buffers;
  for (std::size_t i = 0; i < momentum_.size(); ++i) buffers.emplace_back(names_[i], momentum_[i]);
  return buffers;
}

void Sgd::check_momentum(const std::vector<NamedTensor>& buffers) const {
  if (buffers.empty()) return;
  if (buffers.size() != names_.size()) {
    fail(ErrorKind::kData, "the checkpoint has {} momentum buffers, but the problem has {} parameters", buffers.size(),
         names_.size());
  }
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const auto& [name, buffer] = buffers[i];
    if (name != names_[i] || buffer.sizes() != parameters_[i].sizes()) {
      fail(ErrorKind::kData, "the checkpoint's momentum buffer {} does not fit parameter {}", name, names_[i]);
    }
  }
}

void Sgd::restore_momentum(const std::vector<NamedTensor>& buffers) {
  check_momentum(buffers);
  std::vector<at::Tensor> restored;
  for (std::size_t i = 0; i < buffers.size(); ++i) {
    restored.push_back(at::zeros_like(parameters_[i].detach()));
    restored.back().copy_(buffers[i].second);
  }
  momentum_ = std::move(restored);
}

}  // namespace largestep
