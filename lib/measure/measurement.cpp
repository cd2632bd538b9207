#include "measure/measurement.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "activity/channel_histogram.h"
#include "core/error.h"
#include "data/augment.h"
#include "measure/batch_loss.h"
#include "measure/batch_sharpness.h"
#include "measure/jacobian_rank.h"
#include "measure/top_eigenvalue.h"

namespace largestep {
namespace {

/// The fixed batch of the probe set, on the device.
struct FixedBatch {
  at::Tensor images;  ///< float32 [B, 3, H, W]
  at::Tensor labels;  ///< int64 [B], on the CPU
};

/// Measures a network, kind by kind. The loss on the fixed batch and the report are made once, when first needed.
class Measurer {
 public:
  Measurer(TappedNetwork& network, const ImageSet& train_set, const SparsityReport* report, const c10::Device& device,
           const MeasurementOptions& options)
      : network_(network), train_set_(train_set), report_(report), device_(device), options_(options) {}

  void add(MeasureKind kind) {
    kind_ = kind;
    switch (kind) {
      case MeasureKind::kDead:
        return add_dead();
      case MeasureKind::kDuplicates:
        return add_duplicates();
      case MeasureKind::kChannels:
        return add_channels();
      case MeasureKind::kRank:
        return add_rank();
      case MeasureKind::kNorms:
        return add_norms();
      case MeasureKind::kHessian:
        return add_hessian();
      case MeasureKind::kSharpness:
        return add_sharpness();
      case MeasureKind::kJacobian:
        return add_jacobian();
    }
  }

  std::vector<Metric> metrics() { return std::move(metrics_); }

 private:
  void put(const std::string& layer, const std::string& name, double value) {
    metrics_.push_back({.measure = name_of(kind_), .layer = layer, .name = name, .value = value});
  }
  void put(const std::string& layer, const std::string& name, std::int64_t value) {
    put(layer, name, static_cast<double>(value));
  }

  void add_dead() {
    for (const auto& layer : report().layers) {
      put(layer.name, "units", layer.units);
      put(layer.name, "dead_units", layer.dead_units);
    }
  }

  void add_duplicates() {
    for (const auto& block : report().blocks) {
      put(block.name, "sampled_units", block.sampled_units);
      put(block.name, "never_active", block.never_active);
      put(block.name, "duplicates", block.duplicates);
    }
  }

  void add_channels() {
    for (const auto& layer : report().layers) {
      const auto histogram = channel_histogram(layer.channel_active_fractions);
      for (std::size_t bin = 0; bin < histogram.size(); ++bin) {
        put(layer.name, channel_histogram_label(bin), histogram[bin]);
      }
    }
  }

  void add_rank() {
    for (const auto& block : report().blocks) {
      if (!block.rank) fail(ErrorKind::kInternal, "the sparsity report was made without the feature rank");
      put(block.name, "components_99", block.rank->components_99);
      put(block.name, "effective_rank", block.rank->effective_rank);
    }
  }

  void add_norms() {
    put("", "loss", loss().value());
    put("", "gradient_norm", loss().gradient().to(at::kDouble).norm().item<double>());
    put("", "weight_norm", loss().weights().to(at::kDouble).norm().item<double>());
  }

  void add_hessian() {
    const auto top = top_eigenvalue([&](const at::Tensor& vector) { return loss().hessian_times(vector); },
                                    loss().gradient(), {.seed = options_.seed});
    put("", "top_eigenvalue", top.eigenvalue);
    put_product("step_size_times_eigenvalue", top.eigenvalue);
    put("", "products", top.products);
    put("", "converged", std::int64_t{top.converged});
  }

  void add_sharpness() {
    loss_.reset();  // its graph and those of the batches need not fit at once
    const auto sharpness =
        batch_sharpness(network_, train_set_, device_,
                        {.batch_size = options_.batch_size, .augment = options_.augment, .seed = options_.seed});
    put("", "batch_sharpness", sharpness.sharpness);
    put_product("step_size_times_sharpness", sharpness.sharpness);
    put("", "mean_rayleigh_quotient", sharpness.mean_rayleigh_quotient);
    put("", "batches", sharpness.batches);
    put("", "batch_size", sharpness.batch_size);
  }

  void add_jacobian() {
    loss_.reset();
    const auto jacobian = jacobian_rank(network_, batch().images, batch().labels);
    put("", "images", jacobian.images);
    put("", "rank", jacobian.rank);
    put("", "effective_rank", jacobian.effective_rank);
  }

  /// Times the step size, to be held against 2; nothing if the step size is not known.
  void put_product(const std::string& name, double curvature) {
    if (!std::isnan(options_.step_size)) put("", name, options_.step_size * curvature);
  }

  const SparsityReport& report() {
    if (report_ != nullptr) return *report_;
    if (!own_report_) {
      const bool rank = std::count(options_.kinds.begin(), options_.kinds.end(), MeasureKind::kRank) > 0;
      own_report_ = measure_sparsity(network_, probe_set(train_set_), {.seed = options_.seed, .feature_rank = rank},
                                     {.device = device_, .interrupted = options_.interrupted});
    }
    return *own_report_;
  }

  const FixedBatch& batch() {
    if (!batch_.images.defined()) {
      const auto probe = probe_set(train_set_);
      const auto indices = torch::arange(std::min(options_.images, probe.labels.numel()));
      batch_ = {make_batch(probe.images, indices).to(device_), probe.labels.index_select(0, indices)};
    }
    return batch_;
  }

  const BatchLoss& loss() {
    if (!loss_) loss_.emplace(network_, batch().images, batch().labels.to(device_));
    return *loss_;
  }

  TappedNetwork& network_;
  const ImageSet& train_set_;
  const SparsityReport* report_;
  c10::Device device_;
  const MeasurementOptions& options_;
  MeasureKind kind_ = MeasureKind::kDead;
  std::optional<SparsityReport> own_report_;
  FixedBatch batch_;
  std::optional<BatchLoss> loss_;
  std::vector<Metric> metrics_;
};

}  // namespace

std::vector<Metric> measure(TappedNetwork& network, const ImageSet& train_set, const SparsityReport* report,
                            const c10::Device& device, const MeasurementOptions& options) {
  Measurer measurer(network, train_set, report, device, options);
  for (const auto kind : options.kinds) {
    if (options.interrupted && options.interrupted()) break;
    measurer.add(kind);
  }
  return measurer.metrics();
}

}  // namespace largestep
