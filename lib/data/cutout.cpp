#include "data/cutout.h"

#include <algorithm>

#include "core/random.h"

namespace largestep {

Cut draw_cut(int side, int image_side, std::uint64_t seed, std::int64_t epoch, std::int64_t index) {
  if (side == 0) return {};
  SplitMix64 random(
      stream_seed(seed, RandomStream::kCutout, static_cast<std::uint64_t>(epoch), static_cast<std::uint64_t>(index)));
  const auto draw_first = [&] {
    return static_cast<int>(random.below(static_cast<std::uint32_t>(image_side))) - side / 2;
  };
  const auto inside = [&](int at) { return std::clamp(at, 0, image_side); };
  const int row = draw_first();
  const int column = draw_first();
  return {inside(row), inside(row + side), inside(column), inside(column + side)};
}

}  // namespace largestep
