#pragma once

#include <cstdint>

#include "kernels/convolution/convolution.h"

namespace largestep {

/// How threads share a convolution: the images in so many shares, and for each of them the blocks of channels that
/// result in so many. Shares are as large as one another, as far as can be.
struct ConvolutionShares {
  std::int64_t images;
  std::int64_t blocks;
  std::int64_t of_images;
  std::int64_t of_channels;

  std::int64_t count() const { return of_images * of_channels; }
  /// @param share  in [0, count()); those of the same images follow one another
  kernels::Part part(std::int64_t share) const;
};

/// Of the output, or of the input's gradient: image by image; where threads are twice as many or more, each image's
/// channels are shared, too.
ConvolutionShares shares_of_pass(std::int64_t images, std::int64_t blocks, std::int64_t threads);

/// Of the weights' gradient: those that should be done first. Each share of the images has sums of its own, which are
/// stored and added up; each share of the channels has the input prepared again. Many threads' sums for the weights of
/// a last layer would be more than caches hold. With few threads and many images, channels are not shared.
ConvolutionShares shares_of_weight_gradient(const kernels::ConvolutionShape& shape, std::int64_t blocks,
                                            std::int64_t threads);

}  // namespace largestep
