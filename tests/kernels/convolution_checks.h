#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <ostream>
#include <span>
#include <vector>

#include "kernels/convolution/convolution.h"
#include "kernels/elements.h"

// What is expected of all convolutions, whichever kernels compute them.
namespace largestep::kernels {

inline std::ostream& operator<<(std::ostream& out, const ConvolutionShape& shape) {
  return out << shape.images << " images of " << shape.height << "x" << shape.width << ", " << shape.in_channels
             << " to " << shape.out_channels << " channels, " << shape.kernel << "x" << shape.kernel << " stride "
             << shape.stride;
}

using Values = std::vector<double>;

inline constexpr double kFloatRounding = 1e-6;
inline constexpr double kBFloat16Rounding = 3e-3;  // eight bits

/// One and two vectors of channels, tiles of every width, whole and cut off, more images than are taken at once.
inline constexpr ConvolutionShape kShapes[] = {
    {.images = 2, .height = 18, .width = 18, .in_channels = 16, .out_channels = 16, .kernel = 3, .stride = 1},
    {.images = 2, .height = 9, .width = 7, .in_channels = 32, .out_channels = 48, .kernel = 3, .stride = 1},
    {.images = 3, .height = 8, .width = 8, .in_channels = 48, .out_channels = 32, .kernel = 3, .stride = 1},
    {.images = 9, .height = 4, .width = 4, .in_channels = 64, .out_channels = 64, .kernel = 3, .stride = 1},
    {.images = 5, .height = 8, .width = 8, .in_channels = 64, .out_channels = 32, .kernel = 3, .stride = 2},
    {.images = 3, .height = 4, .width = 1, .in_channels = 16, .out_channels = 32, .kernel = 3, .stride = 2},
    {.images = 2, .height = 9, .width = 7, .in_channels = 16, .out_channels = 16, .kernel = 3, .stride = 2},
    {.images = 4, .height = 9, .width = 7, .in_channels = 32, .out_channels = 32, .kernel = 3, .stride = 2},
    {.images = 3, .height = 9, .width = 7, .in_channels = 16, .out_channels = 32, .kernel = 1, .stride = 2},
    {.images = 2, .height = 5, .width = 5, .in_channels = 16, .out_channels = 48, .kernel = 1, .stride = 1},
    {.images = 2, .height = 1, .width = 1, .in_channels = 32, .out_channels = 32, .kernel = 3, .stride = 1},
    {.images = 1, .height = 5, .width = 35, .in_channels = 32, .out_channels = 16, .kernel = 3, .stride = 2}};
struct Sizes {
  explicit Sizes(const ConvolutionShape& shape)
      : x(static_cast<std::size_t>(shape.images * shape.height * shape.width * shape.in_channels)),
        y(static_cast<std::size_t>(shape.images * shape.out_height() * shape.out_width() * shape.out_channels)),
        weights(static_cast<std::size_t>(shape.out_channels * shape.taps() * shape.in_channels)) {}
  std::size_t x;
  std::size_t y;
  std::size_t weights;
};

/// Calls body(place in x, place in y, place in the weights) for every product that a convolution consists of.
template <typename Body>
void for_products(const ConvolutionShape& shape, const Body& body) {
  for (std::int64_t n = 0; n < shape.images; ++n) {
    for (std::int64_t row = 0; row < shape.out_height(); ++row) {
      for (std::int64_t column = 0; column < shape.out_width(); ++column) {
        for (std::int64_t tap = 0; tap < shape.taps(); ++tap) {
          const auto h = row * shape.stride + tap / shape.kernel - shape.kernel / 2;
          const auto w = column * shape.stride + tap % shape.kernel - shape.kernel / 2;
          if (h < 0 || h >= shape.height || w < 0 || w >= shape.width) continue;
          const auto x = ((n * shape.height + h) * shape.width + w) * shape.in_channels;
          const auto y = ((n * shape.out_height() + row) * shape.out_width() + column) * shape.out_channels;
          for (std::int64_t o = 0; o < shape.out_channels; ++o) {
            for (std::int64_t i = 0; i < shape.in_channels; ++i) {
              body(static_cast<std::size_t>(x + i), static_cast<std::size_t>(y + o),
                   static_cast<std::size_t>((o * shape.taps() + tap) * shape.in_channels + i));
            }
          }
        }
      }
    }
  }
}

template <typename T>
double relative_distance(const std::vector<T>& ours, const Values& truth) {
  double difference = 0;
  double norm = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    difference += std::pow(static_cast<double>(value_of(ours[i])) - truth[i], 2);
    norm += truth[i] * truth[i];
  }
  return std::sqrt(difference / norm);
}

/// As threads share a batch: an image in two parts, the others together.
inline std::vector<Part> shared(const ConvolutionShape& shape, std::int64_t blocks) {
  return {{1, shape.images, 0, blocks}, {0, 1, blocks / 2, blocks}, {0, 1, 0, blocks / 2}};
}

/// @param parts  worked on in this order; by default `shared`
template <typename T>
std::vector<T> run(const ConvolutionPass<T>& pass, const ConvolutionShape& shape, const std::vector<T>& in,
                   const std::vector<float>& weights, const Epilogue<T>& epilogue, std::size_t size,
                   std::vector<Part> parts = {}) {
  if (parts.empty()) parts = shared(shape, pass.blocks(shape));
  std::vector<std::uint32_t> packed(static_cast<std::size_t>(pass.packed_size(shape)));
  for (std::int64_t block = 0; block < pass.blocks(shape); ++block) {
    pass.pack({.shape = shape,
               .weights = weights.data(),
               .first_block = block,
               .last_block = block + 1,
               .packed = packed.data()});
  }
  std::vector<T> out(size, element<T>(std::numeric_limits<float>::quiet_NaN()));
  std::vector<std::uint32_t> workspace(static_cast<std::size_t>(pass.workspace_size(shape)));
  for (const auto& part : parts) {
    pass.run({.shape = shape,
              .in = in.data(),
              .packed = packed.data(),
              .epilogue = epilogue,
              .part = part,
              .workspace = workspace.data(),
              .out = out.data()});
  }
  return out;
}

template <typename T>
std::vector<float> weight_gradient(const ConvolutionKernels<T>& kernels, const ConvolutionShape& shape,
                                   const std::vector<T>& x, const std::vector<T>& dy, float before) {
  std::vector<float> gradient(Sizes(shape).weights, before);
  const auto& pass = kernels.weight_gradient;
  std::vector<std::uint32_t> workspace(static_cast<std::size_t>(pass.workspace_size(shape)));
  for (const auto& part : shared(shape, pass.blocks(shape))) {
    pass.add({.shape = shape,
              .x = x.data(),
              .dy = dy.data(),
              .part = part,
              .workspace = workspace.data(),
              .gradient = gradient.data()});
  }
  return gradient;
}

/// Output and gradients beside their definitions in float64.
/// @param rounding  of what is stored as T
/// @param sum_rounding  of float32 sums, as which the gradient of the weights is stored
template <typename T>
void expect_agreement(const ConvolutionKernels<T>& kernels, const ConvolutionShape& shape, double rounding,
                      double sum_rounding = kFloatRounding) {
  const Sizes sizes(shape);
  const auto x = drawn<T>(1, sizes.x);
  const auto dy = drawn<T>(2, sizes.y);
  const auto weights = drawn<float>(3, sizes.weights);
  Values y(sizes.y), dx(sizes.x), gradient(sizes.weights, 0.25);
  for_products(shape, [&](std::size_t at_x, std::size_t at_y, std::size_t at_weight) {
    const auto weight = static_cast<double>(weights[at_weight]);
    y[at_y] += static_cast<double>(value_of(x[at_x])) * weight;
    dx[at_x] += static_cast<double>(value_of(dy[at_y])) * weight;
    gradient[at_weight] += static_cast<double>(value_of(x[at_x])) * static_cast<double>(value_of(dy[at_y]));
  });
  EXPECT_LT(relative_distance(run(kernels.forward, shape, x, weights, {}, sizes.y), y), rounding) << shape;
  EXPECT_LT(relative_distance(weight_gradient(kernels, shape, x, dy, 0.25F), gradient), sum_rounding) << shape;
  if (shape.in_channels == kPaddedImageChannels) return;  // nobody asks for the gradient of images
  EXPECT_LT(relative_distance(run(kernels.input_gradient, shape, dy, weights, {}, sizes.x), dx), rounding) << shape;
}

/// What an epilogue does with a pass's sums, which it reads as stored in float32.
template <typename T>
void expect_epilogue(const ConvolutionKernels<T>& kernels, const ConvolutionKernels<float>& wide,
                     std::span<const ConvolutionShape> shapes, double rounding) {
  for (const auto& shape : shapes) {
    const Sizes sizes(shape);
    const auto weights = drawn<float>(3, sizes.weights);
    const auto scale = drawn<float>(4, static_cast<std::size_t>(shape.out_channels));
    const auto offset = drawn<float>(5, static_cast<std::size_t>(shape.out_channels));
    const auto added = drawn<T>(6, sizes.y);
    const auto sums = run(wide.forward, shape, drawn<float>(1, sizes.x), weights, {}, sizes.y);
    Values truth(sizes.y);
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const auto c = i % scale.size();
      truth[i] = static_cast<double>(sums[i]) * static_cast<double>(scale[c]) + static_cast<double>(offset[c]) +
                 static_cast<double>(value_of(added[i]));
      truth[i] = std::max(truth[i], 0.0);
    }
    const auto y =
        run<T>(kernels.forward, shape, drawn<T>(1, sizes.x), weights,
               {.scale = scale.data(), .offset = offset.data(), .added = added.data(), .relu = true}, sizes.y);
    EXPECT_LT(relative_distance(y, truth), rounding) << shape;
  }
}

// Threads help one another out, so who works on which images and channels is left to chance.
template <typename T>
void expect_parts_apart(const ConvolutionKernels<T>& kernels, std::span<const ConvolutionShape> shapes) {
  const auto bits_of = [](const std::vector<T>& values) {
    std::vector<std::uint32_t> all(values.size());
    std::transform(values.begin(), values.end(), all.begin(), [](T value) { return bits(value); });
    return all;
  };
  const auto check = [&](const ConvolutionPass<T>& pass, const ConvolutionShape& shape, std::size_t in_size,
                         std::size_t out_size) {
    const auto in = drawn<T>(1, in_size);
    const auto weights = drawn<float>(3, Sizes(shape).weights);
    const auto blocks = pass.blocks(shape);
    const auto together = run(pass, shape, in, weights, {}, out_size, {{0, shape.images, 0, blocks}});
    std::vector<Part> one_by_one;
    for (std::int64_t image = 0; image < shape.images; ++image) {
      for (std::int64_t block = 0; block < blocks; ++block) one_by_one.push_back({image, image + 1, block, block + 1});
    }
    EXPECT_EQ(bits_of(run(pass, shape, in, weights, {}, out_size, one_by_one)), bits_of(together)) << shape;
  };
  for (const auto& shape : shapes) {
    const Sizes sizes(shape);
    check(kernels.forward, shape, sizes.x, sizes.y);
    check(kernels.input_gradient, shape, sizes.y, sizes.x);
  }
}

inline void expect_to_keep_not_a_number(const ConvolutionKernels<float>& kernels) {
  const auto& shape = kShapes[0];
  const Sizes sizes(shape);
  auto x = drawn<float>(1, sizes.x);
  x[0] = std::numeric_limits<float>::quiet_NaN();
  const auto y = run(kernels.forward, shape, x, drawn<float>(3, sizes.weights), {.relu = true}, sizes.y);
  EXPECT_TRUE(std::isnan(y.front()));
  EXPECT_FALSE(std::isnan(y.back()));
}

}  // namespace largestep::kernels
