#pragma once

#include <cstdint>

#include "kernels/instruction_set.h"

namespace largestep::kernels {

/// The most channels of a tensor that is convolved.
inline constexpr std::int64_t kMostChannels = 8192;

/// A square convolution without bias, padding kernel / 2, on channels-last memory.
struct ConvolutionShape {
  std::int64_t images;
  std::int64_t height;        ///< of the input
  std::int64_t width;         ///< of the input
  std::int64_t in_channels;   ///< multiple of 16, at most kMostChannels
  std::int64_t out_channels;  ///< multiple of 16, at most kMostChannels
  std::int64_t kernel;        ///< 1 or 3
  std::int64_t stride;        ///< 1 or 2

  std::int64_t out_height() const { return (height - 1) / stride + 1; }
  std::int64_t out_width() const { return (width - 1) / stride + 1; }
  std::int64_t taps() const { return kernel * kernel; }
};

/// Direct convolutions by outer products in registers. T is float or BFloat16, of what is multiplied; sums are float32.
///
/// The unit of arithmetic is a *cell* of 32 bits: one float, or two bfloat16 that lie side by side in the direction
/// summed over, which one instruction multiplies pairwise and adds. So one source serves both types. Functions work on
/// the images from `first` to `last` only, so that threads can share a batch.
template <typename T>
struct ConvolutionKernels {
  /// Cells that packed weights take.
  std::int64_t (*packed_size)(const ConvolutionShape& shape);

  /// Weights in the order in which `forward` reads them, for the blocks of output channels from `first_block` to
  /// `last_block` (of blocks(shape)).
  /// @param weights  float [out_channels, kernel, kernel, in_channels] as they lie in memory
  void (*pack)(const ConvolutionShape& shape, const float* weights, std::int64_t first_block, std::int64_t last_block,
               std::uint32_t* packed);
  /// The same for the convolution that takes the gradient of the output to that of the input (stride 1): channels
  /// exchanged, taps turned round. `shape` is that of the gradient's convolution, from out_channels to in_channels.
  void (*pack_transposed)(const ConvolutionShape& shape, const float* weights, std::int64_t first_block,
                          std::int64_t last_block, std::uint32_t* packed);
  std::int64_t (*blocks)(const ConvolutionShape& shape);

  /// Images that fit into the second-level cache beside a block of weights: fewer in a call cost time.
  std::int64_t (*images_at_once)(const ConvolutionShape& shape);

  /// y[n, oh, ow, :] = sum over taps and input channels.
  /// @param x  [images, height, width, in_channels].  @param y  [images, out_height, out_width, out_channels]
  void (*forward)(const ConvolutionShape& shape, const T* x, const std::uint32_t* packed, std::int64_t first,
                  std::int64_t last, T* y);

  /// gradient[o, kh, kw, i] += sum over the images' pixels of dy[., o] x[shifted by the tap, i].
  /// @param workspace  workspace_size(shape) cells
  void (*add_weight_gradient)(const ConvolutionShape& shape, const T* x, const T* dy, std::int64_t first,
                              std::int64_t last, std::uint32_t* workspace, float* gradient);
  std::int64_t (*workspace_size)(const ConvolutionShape& shape);
};

/// Null where the processor lacks the instructions: AVX-512 for float, its bfloat16 products for BFloat16.
template <typename T>
const ConvolutionKernels<T>* convolution_kernels(InstructionSet set = instruction_set());

}  // namespace largestep::kernels
