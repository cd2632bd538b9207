#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "model/tapped_network.h"

namespace largestep {

/// The training loss as a function of the weights, at one batch: value, gradient and products with the Hessian at the
/// weights as they stood when it was made.
///
/// As in training, BatchNorm uses the statistics of the batch (its running ones are left alone), and the loss is the
/// mean cross-entropy; the L2 term is not in it (it would add lambda w to the gradient and lambda to every eigenvalue).
/// Everything is float32, or the dtype of the weights. Products are exact, by differentiating the gradient
/// (Pearlmutter, Neural Computation 1994). Keeps the graph of the batch: about 30 MB an image at width 64.
class BatchLoss {
 public:
  /// @param images  [B, 3, H, W] in [0, 1], on the network's device.  @param labels  int64 [B], there too
  BatchLoss(TappedNetwork& network, const at::Tensor& images, const at::Tensor& labels);

  /// Mean cross-entropy in nats. Synchronises the device.
  double value() const;
  /// grad L, [P], the parameters in module order.
  at::Tensor gradient() const;
  /// H v. @param vector  [P]
  at::Tensor hessian_times(const at::Tensor& vector) const;
  /// The parameters as one vector, [P].
  at::Tensor weights() const;

 private:
  std::vector<at::Tensor> parameters_;
  at::Tensor loss_;
  at::Tensor gradient_;  ///< [P], differentiable
};

}  // namespace largestep
