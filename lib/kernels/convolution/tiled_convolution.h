#pragma once

#include "kernels/convolution/tiled_pass.h"
#include "kernels/convolution/weight_gradient.h"

namespace largestep::kernels {

/// The kernels of one type of cells.
template <typename Cells>
class TiledConvolution {
  using Element = typename Cells::Element;
  using Forward = TiledPass<Cells, Direction::kForward>;
  using InputGradient = TiledPass<Cells, Direction::kInputGradient>;
  using Gradient3x3 = WeightGradient<Cells, 3>;
  using Gradient1x1 = WeightGradient<Cells, 1>;
  using GradientOfImages = WeightGradient<Cells, 3, kImageChannels>;

  static Index workspace_size(const ConvolutionShape& shape) {
    if (shape.in_channels == kImageChannels) return GradientOfImages::workspace_size(shape);
    return shape.kernel == 3 ? Gradient3x3::workspace_size(shape) : Gradient1x1::workspace_size(shape);
  }

  static void add_weight_gradient(const ConvolutionShape& shape, const Element* x, const Element* dy, Index first,
                                  Index last, Cell* workspace, float* gradient) {
    const auto add = shape.in_channels == kImageChannels ? GradientOfImages::add
                     : shape.kernel == 3                 ? Gradient3x3::add
                                                         : Gradient1x1::add;
    add(shape, x, dy, first, last, workspace, gradient);
  }

 public:
  static constexpr ConvolutionKernels<Element> kKernels{Forward::kPass, InputGradient::kPass, add_weight_gradient,
                                                        workspace_size};
};

}  // namespace largestep::kernels
