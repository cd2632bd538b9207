#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace largestep {

/// An image that was classified wrongly.
struct Mistake {
  std::int64_t index;      ///< of the image
  std::int64_t truth;      ///< its class
  std::int64_t predicted;  ///< what the network said
  double probability;      ///< given to that
};

/// The mistakes the network was surest of, the surest first.
/// @param logits  float [N, classes]
/// @param labels  int64 [N]
std::vector<Mistake> surest_mistakes(const torch::Tensor& logits, const torch::Tensor& labels, std::size_t count);

}  // namespace largestep
