#pragma once

#include "kernels/convolution_forward.h"
#include "kernels/convolution_weight_gradient.h"

namespace largestep::kernels {

/// The kernels of one type of cells, with the tiles of the weight gradient that suit a shape: 32 input x 8 output
/// channels where the input channels allow it, else 16 x 16.
template <typename Cells>
class TiledConvolution {
  using Element = typename Cells::Element;
  using Forward = ForwardConvolution<Cells>;
  using WideGradient = WeightGradient<Cells, 2, 8>;
  using NarrowGradient = WeightGradient<Cells, 1, 16>;

  static bool is_wide(const ConvolutionShape& shape) { return shape.in_channels % (2 * kLanes) == 0; }

  static Index workspace_size(const ConvolutionShape& shape) {
    return is_wide(shape) ? WideGradient::workspace_size(shape) : NarrowGradient::workspace_size(shape);
  }

  static void add_weight_gradient(const ConvolutionShape& shape, const Element* x, const Element* dy, Index first,
                                  Index last, Cell* workspace, float* gradient) {
    const auto add = is_wide(shape) ? WideGradient::add : NarrowGradient::add;
    add(shape, x, dy, first, last, workspace, gradient);
  }

 public:
  static constexpr ConvolutionKernels<Element> kKernels{
      Forward::packed_size, Forward::pack, Forward::pack_transposed, Forward::blocks, Forward::forward,
      add_weight_gradient,  workspace_size};
};

}  // namespace largestep::kernels
