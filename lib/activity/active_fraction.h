#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "distributed/ranks.h"
#include "model/activation_tap.h"

namespace largestep {

/// Fraction of activations that are strictly positive (lower = sparser).
///
/// @param features  [N, ...] post-ReLU activations, any floating dtype and device, at least one element. Not modified.
/// @return  value in [0, 1]; counted in int64, so exact for half precision. NaN counts as inactive. Synchronises the
/// device.
/// @throws  Error{kInvalidArgument} if empty or not floating-point.
/// Source: Andriushchenko et al., ICML 2023, arXiv:2210.05337, section 4 (there called feature sparsity).
double active_fraction(const at::Tensor& features);

/// counts[u] += number of images for which unit u is > 0.
/// @param flat  [N, units], contiguous.  @param counts  int32 [units], on flat's device
void add_positive(const at::Tensor& flat, at::Tensor& counts);

/// What one layer did on a set of images.
struct LayerActivity {
  std::string name;              ///< tap name, "layer1.0.relu1"
  std::int64_t units = 0;        ///< entries of one image's activations
  std::int64_t images = 0;       ///< images seen
  double active_fraction = 0.0;  ///< share of entries > 0 over images and units, in [0, 1]
  double dead_fraction = 0.0;    ///< share of units that were > 0 for no image, in [0, 1]
  std::int64_t dead_units = 0;   ///< units that were > 0 for no image
  /// [channels], share of entries > 0 over images and positions; a pooled unit is a channel of its own
  std::vector<double> channel_active_fractions = {};
};

/// [N, ...] as [N, units]; a channels-last tensor as it lies in memory, units in row, column, channel order.
at::Tensor flat_activations(const at::Tensor& activations);

/// Accumulates LayerActivity over the forward passes of a network, at every tap that matches a pattern. Counts stay on
/// the device until read. Detaches when destroyed.
class ActivityRecorder {
 public:
  /// @throws Error{kInvalidArgument} if no tap matches.
  explicit ActivityRecorder(torch::nn::Module& network, const std::string& pattern = "*");

  /// Adds up what all ranks have counted: each has seen other images.
  void sum_over(Ranks& ranks);
  /// One entry per layer in forward order; layers that saw nothing are left out. Synchronises the device.
  std::vector<LayerActivity> activities() const;

 private:
  struct Counts {
    std::string name;
    std::int64_t images = 0;
    std::int64_t channels = 0;
    at::Tensor positive = {};  ///< int32 [units], images for which a unit was > 0; channels vary fastest
  };
  void record(const std::string& name, const at::Tensor& activations);

  std::vector<Counts> layers_;
  TapSubscription subscription_;
};

}  // namespace largestep
