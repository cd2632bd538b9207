#pragma once

#include "kernels/convolution/tiled_pass.h"
#include "kernels/convolution/weight_gradient.h"

namespace largestep::kernels {
namespace {

/// The kernels of one type of cells.
template <typename Cells>
class TiledConvolution {
  using Element = typename Cells::Element;
  using Forward = TiledPass<Cells, Direction::kForward>;
  using InputGradient = TiledPass<Cells, Direction::kInputGradient>;
  using Gradient3x3 = TiledWeightGradient<Cells, 3>;
  using Gradient1x1 = TiledWeightGradient<Cells, 1>;
  using GradientOfImages = TiledWeightGradient<Cells, 3, kPaddedImageChannels>;

  static Index workspace_size(const ConvolutionShape& shape) {
    if (shape.in_channels == kPaddedImageChannels) return GradientOfImages::workspace_size(shape);
    return shape.kernel == 3 ? Gradient3x3::workspace_size(shape) : Gradient1x1::workspace_size(shape);
  }

  static void add_weight_gradient(const typename ConvolutionKernels<Element>::WeightGradient& of) {
    const auto add = of.shape.in_channels == kPaddedImageChannels ? GradientOfImages::add
                     : of.shape.kernel == 3                       ? Gradient3x3::add
                                                                  : Gradient1x1::add;
    add(of);
  }

 public:
  static constexpr ConvolutionKernels<Element> kKernels{.forward = Forward::kPass,
                                                        .input_gradient = InputGradient::kPass,
                                                        .add_weight_gradient = add_weight_gradient,
                                                        .workspace_size = workspace_size};
};

}  // namespace
}  // namespace largestep::kernels
