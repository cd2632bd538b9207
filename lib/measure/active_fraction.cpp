#include "measure/active_fraction.h"

#include <torch/types.h>

#include <algorithm>

#include "core/error.h"

namespace largestep {

double active_fraction(const at::Tensor& features) {
  if (features.numel() == 0 || !features.is_floating_point()) {
    fail(ErrorKind::kInvalidArgument, "the active fraction needs a non-empty floating-point tensor");
  }
  return static_cast<double>((features > 0).sum().item<std::int64_t>()) / static_cast<double>(features.numel());
}

ActivityRecorder::ActivityRecorder(torch::nn::Module& network, const std::string& pattern) {
  subscription_ = subscribe(
      network, pattern, [this](const std::string& name, const at::Tensor& activations) { record(name, activations); });
  for (const auto& name : subscription_.names()) layers_.push_back({.name = name});
}

void ActivityRecorder::record(const std::string& name, const at::Tensor& activations) {
  const torch::NoGradGuard no_grad;
  auto& counts = *std::find_if(layers_.begin(), layers_.end(), [&](const Counts& layer) { return layer.name == name; });
  const auto active = activations > 0;
  // Counting per unit first serves both numbers in one pass over the activations.
  const auto per_unit = active.sum(0);
  if (!counts.ever_active.defined()) {
    counts.ever_active = per_unit > 0;
    counts.positive = per_unit.sum();
  } else {
    counts.ever_active.logical_or_(per_unit > 0);
    counts.positive += per_unit.sum();
  }
  counts.images += activations.size(0);
}

std::vector<LayerActivity> ActivityRecorder::activities() const {
  std::vector<LayerActivity> activities;
  for (const auto& counts : layers_) {
    if (counts.images == 0) continue;
    const auto units = counts.ever_active.numel();
    const auto alive = counts.ever_active.sum().item<std::int64_t>();
    const auto entries = static_cast<double>(counts.images) * static_cast<double>(units);
    activities.push_back({.name = counts.name,
                          .units = units,
                          .images = counts.images,
                          .active_fraction = static_cast<double>(counts.positive.item<std::int64_t>()) / entries,
                          .dead_fraction = static_cast<double>(units - alive) / static_cast<double>(units)});
  }
  return activities;
}

}  // namespace largestep
