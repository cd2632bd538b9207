#include "measure/active_fraction.h"

#include <ATen/Parallel.h>
#include <torch/types.h>

#include <algorithm>

#include "core/error.h"
#include "measure/count_positive.h"

namespace largestep {

void add_positive(const at::Tensor& flat, at::Tensor& counts) {
  const auto type = flat.scalar_type();
  if (!flat.is_cpu() || (type != at::kFloat && type != at::kBFloat16)) {
    counts += (flat > 0).sum(0, /*keepdim=*/false, at::kInt);
    return;
  }
  const auto rows = flat.size(0);
  const auto units = flat.size(1);
  auto* count = counts.data_ptr<std::int32_t>();
  constexpr std::int64_t kUnitsPerTask = 4096;  // their counts stay in the first cache
  at::parallel_for(0, units, kUnitsPerTask, [&](std::int64_t from, std::int64_t to) {
    for (; from < to; from += kUnitsPerTask) {
      const auto end = std::min(from + kUnitsPerTask, to);
      if (type == at::kFloat) {
        count_positive(flat.data_ptr<float>(), rows, units, from, end, count);
      } else {
        count_positive(static_cast<const std::uint16_t*>(flat.data_ptr()), rows, units, from, end, count);
      }
    }
  });
}

double active_fraction(const at::Tensor& features) {
  if (features.numel() == 0 || !features.is_floating_point()) {
    fail(ErrorKind::kInvalidArgument, "the active fraction needs a non-empty floating-point tensor");
  }
  return static_cast<double>((features > 0).sum().item<std::int64_t>()) / static_cast<double>(features.numel());
}

at::Tensor flat_activations(const at::Tensor& activations) {
  const auto as_stored = activations.dim() == 4 ? activations.permute({0, 2, 3, 1}) : activations;
  return as_stored.contiguous().view({activations.size(0), -1});
}

ActivityRecorder::ActivityRecorder(torch::nn::Module& network, const std::string& pattern) {
  subscription_ = subscribe(
      network, pattern, [this](const std::string& name, const at::Tensor& activations) { record(name, activations); });
  for (const auto& name : subscription_.names()) layers_.push_back({.name = name});
}

void ActivityRecorder::record(const std::string& name, const at::Tensor& activations) {
  const torch::NoGradGuard no_grad;
  auto& counts = *std::find_if(layers_.begin(), layers_.end(), [&](const Counts& layer) { return layer.name == name; });
  const auto flat = flat_activations(activations);
  if (!counts.positive.defined()) counts.positive = torch::zeros({flat.size(1)}, flat.options().dtype(at::kInt));
  add_positive(flat, counts.positive);
  counts.images += activations.size(0);
  counts.channels = activations.size(1);
}

void ActivityRecorder::sum_over(Ranks& ranks) {
  for (auto& counts : layers_) {
    if (!counts.positive.defined()) continue;
    ranks.sum(counts.positive);
    std::vector<double> images{static_cast<double>(counts.images)};
    ranks.sum(images);
    counts.images = static_cast<std::int64_t>(images.front());
  }
}

std::vector<LayerActivity> ActivityRecorder::activities() const {
  std::vector<LayerActivity> activities;
  for (const auto& counts : layers_) {
    if (counts.images == 0) continue;
    const auto units = counts.positive.numel();
    const auto alive = (counts.positive > 0).sum().item<std::int64_t>();
    const auto entries = static_cast<double>(counts.images) * static_cast<double>(units);
    const auto by_channel =
        counts.positive.view({-1, counts.channels}).to(at::kDouble).mean(0).cpu() / static_cast<double>(counts.images);
    const auto* channel = by_channel.data_ptr<double>();
    activities.push_back({.name = counts.name,
                          .units = units,
                          .images = counts.images,
                          .active_fraction = static_cast<double>(counts.positive.sum().item<std::int64_t>()) / entries,
                          .dead_fraction = static_cast<double>(units - alive) / static_cast<double>(units),
                          .dead_units = units - alive,
                          .channel_active_fractions = {channel, channel + counts.channels}});
  }
  return activities;
}

}  // namespace largestep
