#pragma once

#include "kernels/bfloat16.h"
#include "kernels/convolution/convolution.h"
#include "kernels/vector.h"

namespace largestep::kernels {
namespace {

/// Pixels in a line, with zeros where a tap looks beyond the image: a column of zeros behind each row, which is in
/// front of the next one, too, a row of zeros behind each image, and some before the first. So a tap is a shift along
/// the line, and any run of positions, whatever rows and images it crosses, is a matrix with a row for each of them.
/// What is computed at the positions of zeros is not used.
///
/// With a stride of 2, pixels of even and odd rows and columns are in lines of their own, the planes.
struct PlaneGrid {
  Index rows;  ///< of an image in a plane
  Index columns;

  static PlaneGrid of(const ConvolutionShape& shape) { return {shape.out_height(), shape.out_width()}; }

  Index row() const { return columns + 1; }
  Index image() const { return (rows + 1) * row(); }
  /// Positions in front of the first pixel, an even number.
  Index before() const { return (row() + 2) / 2 * 2; }
  /// Positions in a plane of so many images, of which `computed` are looked at from every tap.
  Index plane(Index computed) const { return before() + computed + row() + 1; }
};

/// Planes of the input, of which 1x1 taps look at the first one only.
inline Index input_planes(const ConvolutionShape& shape) { return shape.kernel > 1 ? shape.stride * shape.stride : 1; }

/// Rounds up.
inline Index multiple_of(Index step, Index count) { return (count + step - 1) / step * step; }

/// Where a tap finds a position's input.
struct Tap {
  Index plane;
  Index shift;   ///< in positions
  Index weight;  ///< kernel_row * kernel + kernel_column
};

constexpr int kMostTaps = 9;
struct Taps {
  Tap taps[kMostTaps];
  int count = 0;

  void add(const Tap& tap) { taps[count++] = tap; }
  const Tap* begin() const { return taps; }
  const Tap* end() const { return taps + count; }
};

/// A step of the output in terms of planes: output pixel i looks at input pixel stride i + steps, which is pixel
/// i + shift of a plane.
struct PlaneStep {
  Index plane;
  Index shift;

  PlaneStep(Index steps, Index stride) : plane(((steps % stride) + stride) % stride), shift((steps - plane) / stride) {}
};

/// Of the output: a position is a pixel of the output, planes are those of the input.
inline Taps output_taps(const ConvolutionShape& shape) {
  const auto grid = PlaneGrid::of(shape);
  Taps taps;
  for (Index weight = 0; weight < shape.taps(); ++weight) {
    const PlaneStep row(weight / shape.kernel - shape.kernel / 2, shape.stride);
    const PlaneStep column(weight % shape.kernel - shape.kernel / 2, shape.stride);
    taps.add({.plane = row.plane * shape.stride + column.plane,
              .shift = row.shift * grid.row() + column.shift,
              .weight = weight});
  }
  return taps;
}

/// Of the input's gradient at its pixels stride i + `row` and stride j + `column`: a position is a pixel of dy, which
/// has one plane.
inline Taps input_gradient_taps(const ConvolutionShape& shape, Index row, Index column) {
  const auto grid = PlaneGrid::of(shape);
  Taps taps;
  for (Index weight = 0; weight < shape.taps(); ++weight) {
    const Index rows = row + shape.kernel / 2 - weight / shape.kernel;
    const Index columns = column + shape.kernel / 2 - weight % shape.kernel;
    if (rows % shape.stride != 0 || columns % shape.stride != 0) continue;
    taps.add({.plane = 0, .shift = rows / shape.stride * grid.row() + columns / shape.stride, .weight = weight});
  }
  return taps;
}

/// Images that are split into planes.
struct PlaneSource {
  const BFloat16* images;
  Index height;
  Index width;
  Index channels;
  Index stride;  ///< 1 where there is one plane

  Index rows(Index plane) const { return (height - plane / stride + stride - 1) / stride; }
  Index columns(Index plane) const { return (width - plane % stride + stride - 1) / stride; }
  const BFloat16* pixel(Index plane, Index image, Index row, Index column) const {
    const Index y = row * stride + plane / stride;
    const Index x = column * stride + plane % stride;
    return images + ((image * height + y) * width + x) * channels;
  }
};

}  // namespace
}  // namespace largestep::kernels
