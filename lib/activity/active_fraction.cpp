#include "activity/active_fraction.h"

#include <ATen/Parallel.h>
#include <torch/types.h>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "core/error.h"
#include "kernels/count_positive/count_positive.h"
#include "ops/typed_data.h"

namespace largestep {

namespace {

/// Each thread counts a share of the rows: in the order of memory, and often what it has just computed itself.
template <typename T>
void add_positive_rows(const T* values, std::int64_t rows, std::int64_t units, std::int32_t* counts) {
  const auto& counting = kernels::count_positive_kernels<T>();
  const auto shares = std::clamp<std::int64_t>(at::get_num_threads(), 1, std::max<std::int64_t>(rows, 1));
  std::vector<std::int32_t> others(static_cast<std::size_t>((shares - 1) * units), 0);
  at::parallel_for(0, shares, 1, [&](std::int64_t from, std::int64_t to) {
    for (auto share = from; share < to; ++share) {
      const auto first = share * rows / shares;
      const auto last = (share + 1) * rows / shares;
      counting.add(values + first * units, last - first, units,
                   share == 0 ? counts : others.data() + (share - 1) * units);
    }
  });
  for (std::int64_t share = 0; share + 1 < shares; ++share) {
    for (std::int64_t unit = 0; unit < units; ++unit) {
      counts[unit] += others[static_cast<std::size_t>(share * units + unit)];
    }
  }
}

}  // namespace

void add_positive(const at::Tensor& flat, at::Tensor& counts) {
  const auto type = flat.scalar_type();
  if (!flat.is_cpu() || (type != at::kFloat && type != at::kBFloat16)) {
    counts += (flat > 0).sum(0, /*keepdim=*/false, at::kInt);
    return;
  }
  with_element_type(flat, [&]<typename T>(T) {
    add_positive_rows(data<T>(flat), flat.size(0), flat.size(1), counts.data_ptr<std::int32_t>());
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
    ranks.all_reduce(counts.positive);
    std::vector<double> images{static_cast<double>(counts.images)};
    ranks.all_reduce(images);
    counts.images = static_cast<std::int64_t>(images.front());
  }
}

std::vector<LayerActivity> ActivityRecorder::activities() const {
  std::vector<LayerActivity> activities;
  for (const auto& counts : layers_) {
    if (counts.images == 0) continue;
    const auto positive = counts.positive.cpu();
    const auto* count = positive.data_ptr<std::int32_t>();
    const auto units = positive.numel();
    std::vector<std::int64_t> by_channel(static_cast<std::size_t>(counts.channels), 0);
    std::int64_t dead = 0;
    for (std::int64_t unit = 0; unit < units; unit += counts.channels) {
      for (std::int64_t c = 0; c < counts.channels; ++c) {
        by_channel[static_cast<std::size_t>(c)] += count[unit + c];
        dead += count[unit + c] == 0 ? 1 : 0;
      }
    }
    const auto active = std::accumulate(by_channel.begin(), by_channel.end(), std::int64_t{0});
    const auto entries = static_cast<double>(counts.images) * static_cast<double>(units);
    const auto channel_entries = entries / static_cast<double>(counts.channels);
    LayerActivity activity{.name = counts.name,
                           .units = units,
                           .images = counts.images,
                           .active_fraction = static_cast<double>(active) / entries,
                           .dead_fraction = static_cast<double>(dead) / static_cast<double>(units),
                           .dead_units = dead};
    for (const auto channel : by_channel) {
      activity.channel_active_fractions.push_back(static_cast<double>(channel) / channel_entries);
    }
    activities.push_back(std::move(activity));
  }
  return activities;
}

}  // namespace largestep
