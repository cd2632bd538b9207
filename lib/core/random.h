#pragma once

#include <cstdint>

namespace largestep {

/// What a random stream is used for. Streams of one seed are independent of each other, so that drawing more from one
/// never changes another. The numbers are part of the run format: never renumber.
enum class RandomStream : std::uint64_t {
  kInitialisation = 1,
  kOrder = 2,
  kAugmentation = 3,
  kUnitSampling = 4,
  kLabelNoise = 5,
  kSynthesis = 6,
  kMeasurement = 7,
  kCutout = 8,
  kTrainingSample = 9,
  kRowOrder = 10,
};

/// 64-bit finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): a bijection that decorrelates counters.
constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/// Seed of a stream at a position, a pure function of its arguments (for example a = epoch, b = image index).
std::uint64_t stream_seed(std::uint64_t seed, RandomStream stream, std::uint64_t a = 0, std::uint64_t b = 0);

/// SplitMix64 generator: tiny, fast, good enough for augmentation and shuffles; satisfies UniformRandomBitGenerator.
class SplitMix64 {
 public:
  using result_type = std::uint64_t;
  explicit constexpr SplitMix64(std::uint64_t state) : state_(state) {}
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~result_type{0}; }
  constexpr result_type operator()() {
    const auto value = mix64(state_);
    state_ += 0x9e3779b97f4a7c15ULL;
    return value;
  }
  /// Uniform integer in [0, bound), bound > 0 (multiply-shift; bias below bound / 2^32, bound must fit 32 bits).
  constexpr std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((*this)() >> 32) * bound >> 32);
  }
  /// Uniform double in [0, 1).
  constexpr double uniform() { return static_cast<double>((*this)() >> 11) * 0x1.0p-53; }

 private:
  std::uint64_t state_;
};

}  // namespace largestep
