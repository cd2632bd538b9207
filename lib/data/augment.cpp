#include "data/augment.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <c10/util/BFloat16.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "core/error.h"
#include "data/cutout.h"
#include "data/image_side.h"
#include "ops/crop.h"
#include "ops/image_channels.h"

namespace largestep {
namespace {

constexpr std::int64_t kImagesPerTask = 16;

/// pixel / 255 for every pixel value: a table of 256 stays in the first-level cache and serves both dtypes.
template <typename Value>
const std::array<Value, 256>& scaled_pixels() {
  static const auto table = [] {
    std::array<Value, 256> values;
    for (int pixel = 0; pixel < 256; ++pixel) {
      values[static_cast<std::size_t>(pixel)] = static_cast<Value>(static_cast<float>(pixel) / 255.0F);
    }
    return values;
  }();
  return table;
}

/// One image from three planes of side x side to interleaved channels, cropped and flipped.
template <typename Value>
void write_image(const std::uint8_t* planes, int side, const Crop& crop, const std::array<Value, 256>& scaled,
                 Value* out) {
  const int shift = crop.column - kCropPadding;  // out column x shows the source column x + shift before the flip
  const int first = std::max(0, -shift);
  const int last = std::min(side, side - shift);
  for (int y = 0; y < side; ++y) {
    Value* row = out + y * side * kColours;
    const int source_y = y + crop.row - kCropPadding;
    if (source_y < 0 || source_y >= side || last - first < side) std::fill_n(row, side * kColours, Value(0));
    if (source_y < 0 || source_y >= side) continue;
    const std::uint8_t* source = planes + source_y * side + shift;
    Value* pixel = row + kColours * (crop.flip ? side - 1 - first : first);
    const auto stride = crop.flip ? -kColours : kColours;
    for (int x = first; x < last; ++x, pixel += stride) {
      for (int c = 0; c < kColours; ++c) pixel[c] = scaled[source[c * side * side + x]];
    }
  }
}

/// Blackens a part of an image of interleaved channels.
template <typename Value>
void cut_out(const Cut& cut, int side, Value* image) {
  for (int y = cut.first_row; y < cut.last_row; ++y) {
    std::fill_n(image + (y * side + cut.first_column) * kColours, (cut.last_column - cut.first_column) * kColours,
                Value(0));
  }
}

template <typename Value>
void write_batch(const torch::Tensor& images, const torch::Tensor& indices, const BatchOptions& options,
                 torch::Tensor& batch) {
  const auto* pixels = images.data_ptr<std::uint8_t>();
  const auto* index = indices.data_ptr<std::int64_t>();
  auto* out = batch.data_ptr<Value>();
  const int side = static_cast<int>(images.size(2));
  const auto values = images.stride(0);  // of an image
  const auto& scaled = scaled_pixels<Value>();
  at::parallel_for(0, indices.numel(), kImagesPerTask, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const Crop crop = options.augment ? draw_crop(options.seed, options.epoch, index[i]) : Crop{};
      write_image(pixels + index[i] * values, side, crop, scaled, out + i * values);
      cut_out(draw_cut(options.cutout, side, options.seed, options.epoch, index[i]), side, out + i * values);
    }
  });
}

void check_images(const torch::Tensor& images) {
  if (images.dim() != 4 || images.size(1) != kColours || images.size(2) != images.size(3) || images.size(2) == 0 ||
      images.size(2) > kLargestImageSide || images.scalar_type() != at::kByte || !images.device().is_cpu() ||
      !images.is_contiguous()) {
    fail(ErrorKind::kInvalidArgument,
         "images must be contiguous uint8 [N, 3, side, side] on the CPU, these are {} {} on {}",
         c10::toString(images.scalar_type()), fmt::join(images.sizes(), "x"), images.device().str());
  }
}

void check_indices(const torch::Tensor& indices, std::int64_t images) {
  if (indices.dim() != 1 || indices.scalar_type() != at::kLong || !indices.device().is_cpu()) {
    fail(ErrorKind::kInvalidArgument, "indices must be int64 [B] on the CPU, these are {} {} on {}",
         c10::toString(indices.scalar_type()), fmt::join(indices.sizes(), "x"), indices.device().str());
  }
  const auto* index = indices.data_ptr<std::int64_t>();
  const auto* bad =
      std::find_if(index, index + indices.numel(), [images](std::int64_t i) { return i < 0 || i >= images; });
  if (bad != index + indices.numel()) {
    fail(ErrorKind::kInvalidArgument, "image {} was asked for, there are {}", *bad, images);
  }
}

}  // namespace

torch::Tensor make_batch(const torch::Tensor& images, const torch::Tensor& indices, const BatchOptions& options) {
  check_images(images);
  const auto contiguous_indices = indices.contiguous();
  check_indices(contiguous_indices, images.size(0));
  if (options.epoch < 0) fail(ErrorKind::kInvalidArgument, "epoch is {}, at least 0 was expected", options.epoch);
  auto batch = at::empty({indices.numel(), kColours, images.size(2), images.size(3)},
                         at::TensorOptions().dtype(options.dtype).memory_format(at::MemoryFormat::ChannelsLast));
  switch (options.dtype) {
    case c10::ScalarType::Float:
      write_batch<float>(images, contiguous_indices, options, batch);
      break;
    case c10::ScalarType::BFloat16:
      write_batch<c10::BFloat16>(images, contiguous_indices, options, batch);
      break;
    default:
      fail(ErrorKind::kInvalidArgument, "a batch can be Float or BFloat16, not {}", c10::toString(options.dtype));
  }
  return batch;
}

}  // namespace largestep
