#include "data/device_batch.h"

#include "core/error.h"
#include "data/cutout.h"
#include "device/send.h"
#include "ops/crop.h"

namespace largestep {

std::int64_t crop_numbers(const BatchOptions& options) { return options.cutout == 0 ? 4 : 8; }

torch::Tensor draw_crops(const torch::Tensor& indices, std::int64_t images, std::int64_t side,
                         const BatchOptions& options) {
  if (indices.dim() != 1 || indices.scalar_type() != at::kLong || !indices.device().is_cpu()) {
    fail(ErrorKind::kInvalidArgument, "indices must be int64 [B] on the CPU");
  }
  const auto count = indices.numel();
  auto crops = torch::empty({crop_numbers(options), count}, torch::kLong);
  auto crop_of = crops.accessor<std::int64_t, 2>();
  const auto index = indices.accessor<std::int64_t, 1>();
  for (std::int64_t i = 0; i < count; ++i) {
    if (index[i] < 0 || index[i] >= images) {
      fail(ErrorKind::kInvalidArgument, "image {} was asked for, there are {}", index[i], images);
    }
    const Crop crop = options.augment ? draw_crop(options.seed, options.epoch, index[i]) : Crop{};
    crop_of[0][i] = index[i];
    crop_of[1][i] = crop.row - kCropPadding;
    crop_of[2][i] = crop.column - kCropPadding;
    crop_of[3][i] = crop.flip ? 1 : 0;
    if (options.cutout == 0) continue;
    const Cut cut = draw_cut(options.cutout, static_cast<int>(side), options.seed, options.epoch, index[i]);
    crop_of[4][i] = cut.first_row;
    crop_of[5][i] = cut.last_row;
    crop_of[6][i] = cut.first_column;
    crop_of[7][i] = cut.last_column;
  }
  return crops;
}

// A GPU divides by a number of the processor's by multiplying by its reciprocal, which is one unit in the last place
// off for 126 of the 256 values; by a tensor on the device it divides.
torch::Tensor scale_pixels(const torch::Tensor& pixels) {
  return pixels.to(at::kFloat) / torch::full({}, 255.0F, pixels.options().dtype(at::kFloat));
}

torch::Tensor crop_images(const torch::Tensor& images, const torch::Tensor& crops, c10::ScalarType dtype) {
  const auto pixels_a_side = images.size(2);
  const auto side = torch::arange(pixels_a_side, crops.options());
  const auto column = [&](std::int64_t row) { return crops[row].unsqueeze(1); };  // [B, 1]
  const auto rows = side + column(1);                                             // [B, side], source of each row
  const auto columns = torch::where(column(3) == 1, pixels_a_side - 1 - side, side) + column(2);
  const auto inside = [&](const torch::Tensor& at) { return (at >= 0).logical_and(at < pixels_a_side); };
  auto covered = inside(rows).unsqueeze(2).logical_and(inside(columns).unsqueeze(1));  // [B, side, side]
  if (crops.size(0) > 4) {
    const auto cut = [&](std::int64_t row) { return (side >= column(row)).logical_and(side < column(row + 1)); };
    covered = covered.logical_and(cut(4).unsqueeze(2).logical_and(cut(6).unsqueeze(1)).logical_not());
  }

  // Pixels first and channels last, as the batch is to lie in memory.
  const auto by_pixel = images.permute({0, 2, 3, 1});
  const auto pixels = by_pixel.index({crops[0].view({-1, 1, 1}), rows.clamp(0, pixels_a_side - 1).unsqueeze(2),
                                      columns.clamp(0, pixels_a_side - 1).unsqueeze(1)});  // [B, side, side, 3]
  return scale_pixels(pixels * covered.unsqueeze(3))
      .to(dtype)
      .permute({0, 3, 1, 2})
      .contiguous(at::MemoryFormat::ChannelsLast);
}

torch::Tensor make_batch_on_device(const torch::Tensor& images, const torch::Tensor& indices,
                                   const BatchOptions& options) {
  const auto crops = draw_crops(indices, images.size(0), images.size(2), options);
  return crop_images(images, send(crops, images.device()), options.dtype);
}

}  // namespace largestep
