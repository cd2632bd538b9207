#include "ops/image_channels.h"

#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/empty.h>

#include <algorithm>

#include "device/balanced_for.h"
#include "kernels/convolution/convolution.h"
#include "ops/typed_data.h"

namespace largestep {

using kernels::kPaddedImageChannels;

at::Tensor four_channel_images(const at::Tensor& images, at::ScalarType type) {
  const auto three = images.to(type).contiguous(at::MemoryFormat::ChannelsLast);
  auto four = at::empty({images.size(0), kPaddedImageChannels, images.size(2), images.size(3)},
                        three.options().memory_format(at::MemoryFormat::ChannelsLast));
  const auto pixels = images.numel() / kColours;
  constexpr std::int64_t kWorthAThread = std::int64_t{1} << 13;
  with_element_type(three, [&]<typename T>(T) {
    balanced_for(pixels, kWorthAThread, [&](std::int64_t first, std::int64_t last) {
      const T* from = data<T>(three) + first * kColours;
      T* to = mutable_data<T>(four) + first * kPaddedImageChannels;
      for (auto pixel = first; pixel < last; ++pixel, from += kColours, to += kPaddedImageChannels) {
        std::copy_n(from, kColours, to);
        to[kColours] = T{};
      }
    });
  });
  return four;
}

at::Tensor four_channel_weights(const at::Tensor& weight) {
  return at::constant_pad_nd(weight, {0, 0, 0, 0, 0, kPaddedImageChannels - kColours})
      .contiguous(at::MemoryFormat::ChannelsLast);
}

}  // namespace largestep
