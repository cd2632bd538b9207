#pragma once

#include <cstdint>

namespace largestep {

/// How terms are drawn: without replacement, in a new order each epoch, or each independently of all others. An epoch
/// is n terms either way. Batches of all terms without replacement are gradient descent.
struct SamplingOptions {
  static constexpr std::int64_t kAllTerms = 0;
  std::int64_t batch_size = 256;  ///< B, in [1, n], or kAllTerms for B = n
  std::uint64_t seed = 0;         ///< of the order (and of augmentation and label noise, where a problem has them)
  bool replacement = false;       ///< draw each term uniformly from all n
};

}  // namespace largestep
