#include "ops/crop.h"

#include "core/random.h"

namespace largestep {

Crop draw_crop(std::uint64_t seed, std::int64_t epoch, std::int64_t index) {
  SplitMix64 random(stream_seed(seed, RandomStream::kAugmentation, static_cast<std::uint64_t>(epoch),
                                static_cast<std::uint64_t>(index)));
  constexpr std::uint32_t kOffsets = 2 * kCropPadding + 1;
  Crop crop;
  crop.row = static_cast<int>(random.below(kOffsets));
  crop.column = static_cast<int>(random.below(kOffsets));
  crop.flip = random.below(2) == 1;
  return crop;
}

}  // namespace largestep
