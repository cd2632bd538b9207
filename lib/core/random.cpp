#include "core/random.h"

namespace largestep {

std::uint64_t stream_seed(std::uint64_t seed, RandomStream stream, std::uint64_t a, std::uint64_t b) {
  return mix64(mix64(mix64(mix64(seed) ^ static_cast<std::uint64_t>(stream)) ^ a) ^ b);
}

}  // namespace largestep
