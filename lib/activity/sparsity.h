#pragma once

#include <optional>
#include <vector>

#include "activity/active_fraction.h"
#include "activity/feature_rank.h"
#include "activity/inference.h"

namespace largestep {

/// The probe set of the paper's code: the first 10,752 training images (21 batches of 512), without augmentation.
inline constexpr std::int64_t kProbeImages = 10'752;
/// At most so many units of a layer enter the distinct active fraction, drawn at random.
inline constexpr std::int64_t kSampledUnits = 1000;

/// Features of one of the network's blocks.
struct BlockActivity {
  std::string name;   ///< "block1", "block2", ...
  std::string layer;  ///< its tap, "layer1.1.relu2" ... "pooled"
  std::int64_t units = 0;
  double active_fraction = 0.0;           ///< over all units
  double distinct_active_fraction = 0.0;  ///< over at most kSampledUnits drawn units; see distinct_features.h
  std::int64_t sampled_units = 0;         ///< units drawn
  std::int64_t never_active = 0;          ///< of these, > 0 for no image
  std::int64_t duplicates = 0;            ///< of the rest, removed because another remaining one correlates with it
  std::optional<FeatureRank> rank = {};   ///< of the drawn units, if asked for
};

struct SparsityOptions {
  std::uint64_t seed = 0;     ///< of the unit sampling
  bool feature_rank = false;  ///< also compute BlockActivity::rank, about a second a block
};

struct SparsityReport {
  std::int64_t images = 0;
  std::uint64_t seed = 0;                  ///< of the unit sampling
  std::vector<LayerActivity> layers = {};  ///< every tap in forward order
  std::vector<BlockActivity> blocks = {};  ///< in forward order
  ClassificationScore score;               ///< of the same images, which the pass gives away for free
};

/// The first kProbeImages of the training images (all of them if there are fewer); shares their storage.
ImageSet probe_set(const ImageSet& train_set);

/// Measures every layer and block in one forward pass over the images.
/// Memory: kSampledUnits float32 features per image and block (215 MB for the probe set).
/// @throws Error{kInvalidArgument} with fewer than 2 images.
SparsityReport measure_sparsity(TappedNetwork& network, const ImageSet& images, const SparsityOptions& options,
                                const InferenceOptions& inference);

}  // namespace largestep
