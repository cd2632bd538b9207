#pragma once

#include <torch/types.h>

namespace largestep {

/// |ours - truth| / |truth|, in float64.
inline double relative_distance(const at::Tensor& ours, const at::Tensor& truth) {
  return ((ours.to(at::kDouble) - truth).norm() / truth.norm()).item<double>();
}

}  // namespace largestep
