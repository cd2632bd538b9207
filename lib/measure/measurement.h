#pragma once

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "activity/sparsity.h"
#include "measure/measure_kinds.h"
#include "measure/metric.h"

namespace largestep {

/// Bounds of MeasurementOptions::images.
inline constexpr std::int64_t kMinMeasureImages = 2;
inline constexpr std::int64_t kMaxMeasureImages = 512;

struct MeasurementOptions {
  std::vector<MeasureKind> kinds = {};  ///< what to measure
  std::int64_t images = 128;            ///< of the fixed batch (norms, hessian, jacobian): the first of the probe set
  std::int64_t batch_size = 256;        ///< of the batches of `sharpness`, as in training
  bool augment = false;                 ///< whether those are augmented, as in training
  std::uint64_t seed = 0;               ///< of unit sampling, batches and first vectors
  double step_size = std::numeric_limits<double>::quiet_NaN();  ///< of the last step, for products; NaN if unknown
  std::function<bool()> interrupted = {};  ///< asked between measures; true ends early, with what there is
};

/// Measures the network, in float32, on images of the training set. Weights, statistics and modes are left as they
/// were.
///
/// @param train_set  whole; its first images are the probe set
/// @param report     of the probe set with feature_rank where kRank is asked for; nullptr: measured here if needed
std::vector<Metric> measure(TappedNetwork& network, const ImageSet& train_set, const SparsityReport* report,
                            const c10::Device& device, const MeasurementOptions& options);

}  // namespace largestep
