#pragma once

#include <c10/core/Device.h>

#include <functional>

#include "activity/classification_score.h"
#include "data/image_set.h"
#include "device/device.h"
#include "distributed/ranks.h"
#include "model/tapped_network.h"

namespace largestep {

struct InferenceOptions {
  c10::Device device = c10::Device(c10::kCPU);
  Precision precision = Precision::kFloat32;
  std::int64_t batch_size = 256;                          ///< images a forward pass, >= 1
  bool flip = false;                                      ///< score the mean logits of each image and its mirror image
  std::function<void(const at::Tensor&)> on_logits = {};  ///< called with each batch's logits, [B, classes]
  std::function<bool()> interrupted = {};                 ///< asked between batches; true ends the pass early
  Ranks* ranks = nullptr;  ///< who shares the work: each passes its part of the images forward
};

/// The images of n that this process passes forward.
Ranks::Part part_of(std::int64_t images, const InferenceOptions& options);

/// Passes the images through the network in eval mode, without gradients or augmentation, in order, and scores the
/// predictions. Whoever is subscribed to the network's taps sees all of them on the way (and with options.flip their
/// mirror images): one pass serves all measures. The network's training mode is restored. With ranks, taps and
/// on_logits see this rank's part, [part(N)] of the images; the score is that of all images at every rank, its counts
/// exact.
ClassificationScore score_images(TappedNetwork& network, const ImageSet& images, const InferenceOptions& options);

}  // namespace largestep
