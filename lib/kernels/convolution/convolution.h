#pragma once

#include <cstdint>

#include "kernels/instruction_set.h"

namespace largestep::kernels {

/// The most channels of a tensor that is convolved.
inline constexpr std::int64_t kMostChannels = 8192;

/// What numbers of channels are multiples of.
inline constexpr std::int64_t kChannelStep = 16;

/// The channels of images padded with one of zeros: what 3x3 convolutions take beside multiples of kChannelStep, in the
/// forward pass and the gradient of the weights.
inline constexpr std::int64_t kPaddedImageChannels = 4;

/// A square convolution without bias, padding kernel / 2, on channels-last memory.
struct ConvolutionShape {
  std::int64_t images;
  std::int64_t height;        ///< of the input
  std::int64_t width;         ///< of the input
  std::int64_t in_channels;   ///< multiple of kChannelStep, at most kMostChannels; or kPaddedImageChannels
  std::int64_t out_channels;  ///< multiple of kChannelStep, at most kMostChannels
  std::int64_t kernel;        ///< 1 or 3
  std::int64_t stride;        ///< 1 or 2

  std::int64_t out_height() const { return (height - 1) / stride + 1; }
  std::int64_t out_width() const { return (width - 1) / stride + 1; }
  std::int64_t taps() const { return kernel * kernel; }
};

/// Of a pass: to the output, or back to the gradient of the input.
enum class Direction { kForward, kInputGradient };

/// What is done to a pass's sums before they are rounded and stored; nothing by default.
///   out = sum scale[c] + offset[c] (+ added), then max(0, .) if relu
template <typename T>
struct Epilogue {
  const float* scale = nullptr;  ///< [channels], nullptr for neither scale nor offset
  const float* offset = nullptr;
  const T* added = nullptr;  ///< of the output's shape, or nullptr
  bool relu = false;         ///< NaN stays NaN

  bool is_needed() const { return scale != nullptr || added != nullptr || relu; }
};

/// What a call works on, so that threads can share a batch: the images from `first_image` up to, not including,
/// `last_image`, and likewise blocks of the channels that result. The blocks of an image give the same bits together as
/// one by one, but the input is prepared again for each call. Both ranges may be empty.
struct Part {
  std::int64_t first_image;
  std::int64_t last_image;
  std::int64_t first_block;
  std::int64_t last_block;
};

/// From a convolution's input to its output, or from the gradient of the output back to that of the input. Which of the
/// two decides what in and out are; `shape` is always that of the convolution itself.
template <typename T>
struct ConvolutionPass {
  /// Cells that packed weights take, and blocks of out's channels, equally large, that they consist of.
  std::int64_t (*packed_size)(const ConvolutionShape& shape);
  std::int64_t (*blocks)(const ConvolutionShape& shape);

  /// Weights in the order in which `run` reads them, for the blocks from `first_block` to `last_block`.
  struct Packing {
    ConvolutionShape shape;
    const float* weights;  ///< [out_channels, kernel, kernel, in_channels] as they lie in memory
    std::int64_t first_block;
    std::int64_t last_block;
    std::uint32_t* packed;  ///< packed_size(shape) cells, all blocks
  };
  void (*pack)(const Packing&);

  /// Images for a call of `run`: enough to be worked on at once, few enough that a thread which is done early finds
  /// something to help with.
  std::int64_t (*images_in_a_piece)(const ConvolutionShape& shape);

  /// Cells that `run` works in.
  std::int64_t (*workspace_size)(const ConvolutionShape& shape);

  /// out[n, h, w, :] = sum over taps and in's channels, then the epilogue.
  struct Run {
    ConvolutionShape shape;
    const T* in;  ///< [images, height, width, channels] of its side, as out
    const std::uint32_t* packed;
    Epilogue<T> epilogue;
    Part part;
    std::uint32_t* workspace;  ///< workspace_size(shape) cells, for this call alone
    T* out;
  };
  void (*run)(const Run&);
};

/// The gradient of a convolution's weights, a sum over images.
template <typename T>
struct ConvolutionWeightGradient {
  /// Blocks of the output's channels, equally large.
  std::int64_t (*blocks)(const ConvolutionShape& shape);

  /// Cells that `add` works in.
  std::int64_t (*workspace_size)(const ConvolutionShape& shape);

  /// gradient[o, kh, kw, i] += sum over the images' pixels of dy[., o] x[shifted by the tap, i].
  struct Run {
    ConvolutionShape shape;
    const T* x;
    const T* dy;
    Part part;
    std::uint32_t* workspace;  ///< workspace_size(shape) cells, for this call alone
    float* gradient;           ///< of all blocks
  };
  void (*add)(const Run&);
};

/// The three directions. T is float or BFloat16, of what is read and stored; sums are float32.
template <typename T>
struct ConvolutionKernels {
  ConvolutionPass<T> forward;
  ConvolutionPass<T> input_gradient;
  ConvolutionWeightGradient<T> weight_gradient;
};

/// Direct convolutions by outer products in registers.
///
/// The unit of arithmetic is a *cell* of 32 bits: one float, or two bfloat16 that lie side by side in the direction
/// summed over, which one instruction multiplies pairwise and adds. So one source serves both types.
///
/// Null where the processor lacks the instructions: AVX2 with FMA or NEON for float, AVX-512's bfloat16 products for
/// BFloat16.
template <typename T>
const ConvolutionKernels<T>* convolution_kernels(InstructionSet set = instruction_set());

}  // namespace largestep::kernels
