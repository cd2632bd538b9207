#include "ops/convolution_shares.h"

#include <algorithm>

namespace largestep {
namespace {

std::int64_t largest_share(std::int64_t whole, std::int64_t shares) { return (whole + shares - 1) / shares; }

}  // namespace

kernels::Part ConvolutionShares::part(std::int64_t share) const {
  const auto of_image = share / of_channels;
  const auto of_channel = share % of_channels;
  return {.first_image = of_image * images / of_images,
          .last_image = (of_image + 1) * images / of_images,
          .first_block = of_channel * blocks / of_channels,
          .last_block = (of_channel + 1) * blocks / of_channels};
}

ConvolutionShares shares_of_pass(std::int64_t images, std::int64_t blocks, std::int64_t threads) {
  return {.images = images,
          .blocks = blocks,
          .of_images = images,
          .of_channels = std::clamp<std::int64_t>(threads / std::max<std::int64_t>(images, 1), 1, blocks)};
}

ConvolutionShares shares_of_weight_gradient(const kernels::ConvolutionShape& shape, std::int64_t blocks,
                                            std::int64_t threads) {
  constexpr std::int64_t kLeastGain = 32;  // sharing channels is to save so large a part of the time, one in so many
  // Products that take as long as storing an entry and reading it again. An estimate: with any from 8 to 128, the first
  // two stages of ResNet-18 at width 64 are shared alike, for batches of 64 to 256 on 2 to 16 threads.
  constexpr std::int64_t kProductsForAnEntry = 32;
  const auto weights = shape.out_channels * shape.taps() * shape.in_channels;
  const auto products_of_a_block = shape.out_height() * shape.out_width() * weights / blocks;
  const auto input = shape.images * shape.height * shape.width * shape.in_channels;
  const auto time = [&](const ConvolutionShares& shares) {
    const auto stored = shares.of_channels * input + shares.of_images * weights;
    return largest_share(shape.images, shares.of_images) * largest_share(blocks, shares.of_channels) *
               products_of_a_block +
           kProductsForAnEntry * stored / threads;
  };
  ConvolutionShares best{.images = shape.images, .blocks = blocks, .of_images = 1, .of_channels = 1};
  for (std::int64_t of_channels = 1; of_channels <= std::min(threads, blocks); ++of_channels) {
    auto shares = best;
    shares.of_channels = of_channels;
    shares.of_images = std::clamp<std::int64_t>(shape.images, 1, threads / of_channels);
    if (time(shares) < time(best) - time(best) / kLeastGain) best = shares;
  }
  return best;
}

}  // namespace largestep
