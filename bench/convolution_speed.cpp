// How fast the bfloat16 convolutions of each instruction set are on one thread, direction by direction, on the layers
// of ResNet-18 at widths 64 and 16: prints the table of docs/PERFORMANCE.md, in GFLOP/s of output / gradient of the
// input / gradient of the weights, packing the weights included. Usage: convolution_speed

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <memory>
#include <new>

#include "kernels/amx/amx_convolution.h"
#include "kernels/bfloat16.h"
#include "kernels/convolution/convolution.h"

namespace {

using namespace largestep::kernels;

constexpr std::int64_t kImages = 64;
constexpr int kAttempts = 7;

/// Zeros that begin with a cache line, as LibTorch's tensors do.
template <typename T>
class Buffer {
 public:
  explicit Buffer(std::int64_t count)
      : entries_(new (std::align_val_t{64}) T[static_cast<std::size_t>(std::max<std::int64_t>(count, 1))]()) {}
  operator T*() const { return entries_.get(); }

 private:
  struct Delete {
    void operator()(T* entries) const { operator delete[](entries, std::align_val_t{64}); }
  };
  std::unique_ptr<T[], Delete> entries_;
};

/// Seconds, the least of some attempts.
template <typename Body>
double measured(const Body& body) {
  double best = std::numeric_limits<double>::infinity();
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const auto started = std::chrono::steady_clock::now();
    body();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
  }
  return best;
}

double seconds(const ConvolutionPass<BFloat16>& pass, const ConvolutionShape& shape, const float* weights,
               const BFloat16* in, BFloat16* out) {
  const Buffer<std::uint32_t> packed(pass.packed_size(shape));
  const Buffer<std::uint32_t> workspace(pass.workspace_size(shape));
  return measured([&] {
    pass.pack(
        {.shape = shape, .weights = weights, .first_block = 0, .last_block = pass.blocks(shape), .packed = packed});
    const auto piece = std::min(pass.images_in_a_piece(shape), shape.images);
    for (std::int64_t image = 0; image < shape.images; image += piece) {
      pass.run({.shape = shape,
                .in = in,
                .packed = packed,
                .epilogue = {},
                .part = {image, std::min(image + piece, shape.images), 0, pass.blocks(shape)},
                .workspace = workspace,
                .out = out});
    }
  });
}

BFloat16 number(std::int64_t i) { return {static_cast<std::uint16_t>(0x3f80 + i * 7919 % 128)}; }

void print_speeds(const ConvolutionKernels<BFloat16>& kernels, const ConvolutionShape& shape) {
  const auto out_pixels = shape.images * shape.out_height() * shape.out_width();
  const Buffer<BFloat16> x(shape.images * shape.height * shape.width * shape.in_channels);
  const Buffer<BFloat16> y(out_pixels * shape.out_channels);
  // All kinds of numbers from 1 to 2: units draw less power on zeros, and may be faster for it.
  for (std::int64_t i = 0; i < shape.images * shape.height * shape.width * shape.in_channels; ++i) x[i] = number(i);
  for (std::int64_t i = 0; i < out_pixels * shape.out_channels; ++i) y[i] = number(i);
  const auto weight_count = shape.out_channels * shape.taps() * shape.in_channels;
  const Buffer<float> weights(weight_count);
  std::fill_n(static_cast<float*>(weights), weight_count, 0.7F);
  const Buffer<float> gradient(weight_count);
  const auto& weight_pass = kernels.weight_gradient;
  const Buffer<std::uint32_t> workspace(weight_pass.workspace_size(shape));
  const double output = seconds(kernels.forward, shape, weights, x, y);
  const double input_gradient = seconds(kernels.input_gradient, shape, weights, y, x);
  const double weight_gradient = measured([&] {
    weight_pass.add({.shape = shape,
                     .x = x,
                     .dy = y,
                     .part = {0, shape.images, 0, weight_pass.blocks(shape)},
                     .workspace = workspace,
                     .gradient = gradient});
  });
  const double operations = 2e-9 * static_cast<double>(out_pixels * weight_count);
  std::printf(" %.0f / %.0f / %.0f |", operations / output, operations / input_gradient, operations / weight_gradient);
}

constexpr ConvolutionShape layer(std::int64_t channels, std::int64_t side, std::int64_t kernel, std::int64_t stride) {
  return {.images = kImages,
          .height = side,
          .width = side,
          .in_channels = channels,
          .out_channels = stride * channels,
          .kernel = kernel,
          .stride = stride};
}

constexpr ConvolutionShape kLayers[] = {
    layer(64, 32, 3, 1), layer(128, 16, 3, 1), layer(256, 8, 3, 1), layer(512, 4, 3, 1), layer(16, 32, 3, 1),
    layer(32, 16, 3, 1), layer(64, 8, 3, 1),   layer(128, 4, 3, 1), layer(64, 32, 3, 2), layer(256, 8, 3, 2),
    layer(16, 32, 3, 2), layer(64, 32, 1, 2),  layer(256, 8, 1, 2)};

}  // namespace

int main() {
  const auto* vectors = convolution_kernels<BFloat16>();
  const auto* matrices = amx_convolution_kernels();
  if (vectors == nullptr) {
    std::fprintf(stderr, "convolution_speed: this processor has no instructions for bfloat16\n");
    return 1;
  }
  std::printf("| layer | AVX512-BF16 |%s\n|---|--:|%s\n", matrices != nullptr ? " AMX |" : "",
              matrices != nullptr ? "--:|" : "");
  for (const auto& shape : kLayers) {
    const int kernel = static_cast<int>(shape.kernel);
    std::printf("| %dx%d, stride %d, %d to %d channels, side %d |", kernel, kernel, static_cast<int>(shape.stride),
                static_cast<int>(shape.in_channels), static_cast<int>(shape.out_channels),
                static_cast<int>(shape.height));
    print_speeds(*vectors, shape);
    if (matrices != nullptr) print_speeds(*matrices, shape);
    std::printf("\n");
    std::fflush(stdout);
  }
  return 0;
}
