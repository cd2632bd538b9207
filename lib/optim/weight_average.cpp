#include "optim/weight_average.h"

#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/clone.h>
#include <c10/core/GradMode.h>

#include "core/error.h"
#include "optim/flat_update.h"

namespace largestep {

WeightAverage::WeightAverage(const std::vector<NamedTensor>& parameters, double tau) : tau_(tau) {
  if (!(tau > 0.0 && tau < 1.0)) fail(ErrorKind::kInvalidArgument, "average-tau is {}, but must be in (0, 1)", tau);
  for (const auto& [name, parameter] : parameters) {
    parameters_.push_back(parameter.detach());
    average_tensors_.push_back(parameters_.back().clone());
    average_.emplace_back(name, average_tensors_.back());
  }
}

void WeightAverage::update_by_operations() {
  at::_foreach_mul_(average_tensors_, tau_);
  at::_foreach_add_(average_tensors_, parameters_, 1.0 - tau_);
}

void WeightAverage::update() {
  const c10::AutoGradMode no_grad(false);
  if (replayed_) {
    replayed_->run(addresses_of({parameters_, average_tensors_}), [this] {
      update_by_operations();
      return ReplayedWork::Tensors();
    });
    return;
  }
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    auto& average = average_tensors_[i];
    const auto* kernels = flat_kernels(average);
    if (kernels == nullptr) {
      average.mul_(tau_).add_(parameters_[i], 1.0 - tau_);
      continue;
    }
    const auto parameter = in_order_of(average, parameters_[i]);
    const auto* w = parameter.data_ptr<float>();
    auto* a = average.data_ptr<float>();
    for_stretches(average.numel(), [&](std::int64_t first, std::int64_t count) {
      kernels->average({.w = w + first,
                        .a = a + first,
                        .size = count,
                        .tau = static_cast<float>(tau_),
                        .one_minus_tau = static_cast<float>(1.0 - tau_)});
    });
  }
}

void WeightAverage::check(const std::vector<NamedTensor>& average) const {
  if (average.size() != average_.size()) {
    fail(ErrorKind::kData, "the checkpoint's weight average has {} tensors, but the problem has {} parameters",
         average.size(), average_.size());
  }
  for (std::size_t i = 0; i < average.size(); ++i) {
    if (average[i].first != average_[i].first || average[i].second.sizes() != average_tensors_[i].sizes()) {
      fail(ErrorKind::kData, "the checkpoint's weight average {} does not fit parameter {}", average[i].first,
           average_[i].first);
    }
  }
}

void WeightAverage::restore(const std::vector<NamedTensor>& average) {
  check(average);
  for (std::size_t i = 0; i < average.size(); ++i) average_tensors_[i].copy_(average[i].second);
}

}  // namespace largestep
