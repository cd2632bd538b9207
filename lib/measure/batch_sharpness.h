#pragma once

#include "data/image_set.h"
#include "model/tapped_network.h"

namespace largestep {

/// Curvature that SGD meets along its own steps. Where SGD hovers, it is about 2 / step size (with momentum:
/// stability_bound.h).
struct BatchSharpness {
  double sharpness = 0.0;               ///< sum_B g_B^T H_B g_B / sum_B ||g_B||^2 over the batches B
  double mean_rayleigh_quotient = 0.0;  ///< mean over B of g_B^T H_B g_B / ||g_B||^2
  std::int64_t batches = 0;
  std::int64_t batch_size = 0;
};

/// How the batches are drawn: as in training, without replacement from the whole set.
struct BatchSharpnessOptions {
  std::int64_t batch_size = 256;  ///< of the run; at most the number of images
  std::int64_t batches = 8;       ///< >= 1
  bool augment = false;           ///< as the run does
  std::uint64_t seed = 0;
};

/// Batch sharpness: the expected curvature of a batch's loss along that batch's gradient, g_B = grad L_B, H_B = Hessian
/// of L_B, with the loss of BatchLoss. Both ways to take the expectation are given; they agree where ||g_B|| hardly
/// varies. Source: Andreyev and Beneventano, Edge of Stochastic Stability, 2024, arXiv:2412.20553.
BatchSharpness batch_sharpness(TappedNetwork& network, const ImageSet& train_set, const c10::Device& device,
                               const BatchSharpnessOptions& options);

}  // namespace largestep
