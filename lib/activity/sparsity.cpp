#include "activity/sparsity.h"

#include <ATen/Parallel.h>
#include <torch/types.h>

#include <algorithm>

#include "activity/distinct_features.h"
#include "core/error.h"
#include "ops/typed_data.h"

namespace largestep {
namespace {

/// Where units counted in channel, row, column order lie in flat_activations.
at::Tensor as_stored(const at::Tensor& units, const at::Tensor& activations) {
  if (activations.dim() != 4) return units;
  const auto positions = activations.size(2) * activations.size(3);
  return units.remainder(positions) * activations.size(1) + units.div(positions, "floor");
}

/// to[row] = flat[row, units] as float32, for all rows. @param units  int64, on flat's device
void gather(const at::Tensor& flat, const at::Tensor& units, at::Tensor to) {
  const auto type = flat.scalar_type();
  if (!flat.is_cpu() || (type != at::kFloat && type != at::kBFloat16)) {
    to.copy_(flat.index_select(1, units));
    return;
  }
  const auto rows = flat.contiguous();
  const auto count = units.numel();
  const auto* unit = units.data_ptr<std::int64_t>();
  auto* out = to.data_ptr<float>();
  with_element_type(rows, [&]<typename T>(T) {
    at::parallel_for(0, rows.size(0), 16, [&](std::int64_t from, std::int64_t end) {
      for (auto row = from; row < end; ++row) {
        const T* in = data<T>(rows) + row * rows.size(1);
        for (std::int64_t i = 0; i < count; ++i) out[row * count + i] = to_float(in[unit[i]]);
      }
    });
  });
}

/// Keeps the features of a block's sampled units over the forward passes.
class SampledFeatures {
 public:
  /// @param first  row of the first image that this process passes forward
  SampledFeatures(TappedNetwork& network, std::size_t block, const std::string& tap, std::int64_t images,
                  std::int64_t first, std::uint64_t seed)
      : block_(block), images_(images), seed_(seed), seen_(first) {
    subscription_ =
        subscribe(network, tap, [this](const std::string&, const at::Tensor& activations) { keep(activations); });
  }
  SampledFeatures(const SampledFeatures&) = delete;
  SampledFeatures& operator=(const SampledFeatures&) = delete;

  /// float32 [images seen, sampled units]
  at::Tensor features() const { return features_.narrow(0, 0, seen_); }
  /// float32 [images, sampled units], the rows of all ranks
  at::Tensor features(Ranks& ranks) const {
    ranks.all_reduce(features_);
    return features_;
  }

 private:
  void keep(const at::Tensor& activations) {
    const auto flat = flat_activations(activations);
    if (!units_.defined()) {
      units_ = as_stored(sample_units(flat.size(1), kSampledUnits, seed_, block_), activations).to(flat.device());
      features_ = torch::zeros({images_, units_.numel()}, flat.options().dtype(at::kFloat));
    }
    gather(flat, units_, features_.narrow(0, seen_, flat.size(0)));
    seen_ += flat.size(0);
  }

  std::size_t block_;
  std::int64_t images_;
  std::uint64_t seed_;
  std::int64_t seen_;  ///< rows filled, or before this rank's
  at::Tensor units_;
  at::Tensor features_;
  TapSubscription subscription_;
};

BlockActivity block_activity(const NetworkBlock& block, const std::vector<LayerActivity>& layers,
                             const at::Tensor& features, const SparsityOptions& options) {
  const auto layer = std::find_if(layers.begin(), layers.end(),
                                  [&](const LayerActivity& activity) { return activity.name == block.tap; });
  const auto distinct = distinct_features(features);
  return {.name = block.name,
          .layer = layer->name,
          .units = layer->units,
          .active_fraction = layer->active_fraction,
          .distinct_active_fraction = distinct.distinct_active_fraction,
          .sampled_units = distinct.units,
          .never_active = distinct.never_active,
          .duplicates = distinct.duplicates,
          .rank = options.feature_rank ? std::optional(feature_rank(features)) : std::nullopt};
}

}  // namespace

ImageSet probe_set(const ImageSet& train_set) {
  const auto count = std::min(kProbeImages, train_set.images.size(0));
  return {.images = train_set.images.narrow(0, 0, count), .labels = train_set.labels.narrow(0, 0, count)};
}

SparsityReport measure_sparsity(TappedNetwork& network, const ImageSet& images, const SparsityOptions& options,
                                const InferenceOptions& inference) {
  const auto count = images.images.size(0);
  if (count < 2) fail(ErrorKind::kInvalidArgument, "sparsity needs at least 2 images, there are {}", count);
  ActivityRecorder recorder(network);
  const auto blocks = network.blocks();
  std::vector<std::unique_ptr<SampledFeatures>> sampled;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    sampled.push_back(std::make_unique<SampledFeatures>(network, i, blocks[i].tap, count,
                                                        part_of(count, inference).first, options.seed));
  }
  SparsityReport report{.seed = options.seed, .score = score_images(network, images, inference)};
  report.images = report.score.images;
  if (report.images < 2) return report;
  if (inference.ranks != nullptr) recorder.sum_over(*inference.ranks);
  report.layers = recorder.activities();
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    report.blocks.push_back(block_activity(
        blocks[i], report.layers,
        inference.ranks == nullptr ? sampled[i]->features() : sampled[i]->features(*inference.ranks), options));
  }
  return report;
}

}  // namespace largestep
