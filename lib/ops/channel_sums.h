#pragma once

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <span>
#include <vector>

#include "device/balanced_for.h"

namespace largestep {

/// A channels-last tensor as pixels of channels. Few channels are folded: several pixels side by side count as one, so
/// that inner loops are long; per-channel parameters are then repeated and sums added up over the repetitions.
struct PixelView {
  explicit PixelView(const at::Tensor& x) : channels(x.size(1)), fold(1) {
    const auto all = x.numel() / channels;
    constexpr std::int64_t kLongEnough = 64;  // sums of so many channels stay in registers
    while (channels * fold < kLongEnough && all % (2 * fold) == 0) fold *= 2;
    pixels = all / fold;
    width = channels * fold;
  }
  std::int64_t channels;
  std::int64_t fold;
  std::int64_t pixels;
  std::int64_t width;  ///< channels fold, entries of a folded pixel
};

/// Calls body(first pixel, pixels, block) for blocks of pixels that do not depend on the number of threads.
inline constexpr std::int64_t kBlockEntries = std::int64_t{1} << 15;
inline std::int64_t block_pixels(const PixelView& view) {
  return std::max<std::int64_t>(kBlockEntries / view.width, 1);
}
inline std::int64_t blocks(const PixelView& view) {
  return (view.pixels + block_pixels(view) - 1) / block_pixels(view);
}

template <typename Body>
void for_blocks(const PixelView& view, const Body& body) {
  balanced_for(blocks(view), 1, [&](std::int64_t from, std::int64_t to) {
    for (auto block = from; block < to; ++block) {
      const auto first = block * block_pixels(view);
      body(first, std::min(block_pixels(view), view.pixels - first), block);
    }
  });
}

inline std::vector<float> repeated(std::span<const float> values, std::int64_t fold) {
  std::vector<float> all;
  all.reserve(values.size() * static_cast<std::size_t>(fold));
  for (std::int64_t i = 0; i < fold; ++i) all.insert(all.end(), values.begin(), values.end());
  return all;
}

/// Two sums per channel, collected by block in float32, added up in float64 in the order of the blocks.
class ChannelSums {
 public:
  explicit ChannelSums(const PixelView& view)
      : view_(view), sums_(static_cast<std::size_t>(2 * view.width * blocks(view)), 0.0F) {}
  float* first(std::int64_t block) { return sums_.data() + 2 * block * view_.width; }
  float* second(std::int64_t block) { return first(block) + view_.width; }

  struct Totals {
    std::vector<double> first;
    std::vector<double> second;
  };
  Totals totals() {
    const auto channels = static_cast<std::size_t>(view_.channels);
    Totals totals{std::vector<double>(channels), std::vector<double>(channels)};
    for (std::int64_t block = 0; block < blocks(view_); ++block) {
      for (std::int64_t entry = 0; entry < view_.width; entry += view_.channels) {
        add(first(block) + entry, totals.first);
        add(second(block) + entry, totals.second);
      }
    }
    return totals;
  }

 private:
  static void add(const float* values, std::vector<double>& totals) {
    for (std::size_t c = 0; c < totals.size(); ++c) totals[c] += static_cast<double>(values[c]);
  }

  PixelView view_;
  std::vector<float> sums_;
};

}  // namespace largestep
