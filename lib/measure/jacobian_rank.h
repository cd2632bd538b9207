#pragma once

#include <ATen/core/Tensor.h>

#include "model/tapped_network.h"

namespace largestep {

/// In how many directions the weights can move the outputs.
struct JacobianRank {
  std::int64_t images = 0;      ///< rows N
  std::int64_t parameters = 0;  ///< columns P
  std::int64_t rank = 0;        ///< singular values with s_i / s_1 > 1e-4
  double effective_rank = 0.0;  ///< entropy effective rank; see spectrum.h
};

/// Rank of the Jacobian [N, P] whose row i is the gradient of image i's output by all parameters: the logit of its true
/// class, with the network in eval mode, so that a row depends on its own image only.
///
/// Through the float64 Gram matrix [N, N], gathered over slices of the parameters that fit the memory: every slice
/// costs N passes of one image. The network is left as it was.
/// @param images  [N, 3, H, W] in [0, 1] on the network's device, N >= 1.  @param labels  int64 [N] on the CPU
/// @param memory_bytes  for one slice of the Jacobian; at least one column is taken
/// Source: Andriushchenko et al., ICML 2023, arXiv:2210.05337 (definition and threshold).
JacobianRank jacobian_rank(TappedNetwork& network, const at::Tensor& images, const at::Tensor& labels,
                           std::int64_t memory_bytes = std::int64_t{1} << 30);

}  // namespace largestep
