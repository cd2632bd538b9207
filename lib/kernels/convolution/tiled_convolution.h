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

  using WeightGradient = ConvolutionWeightGradient<Element>;

  static const WeightGradient& weight_gradient(const ConvolutionShape& shape) {
    if (shape.in_channels == kPaddedImageChannels) return GradientOfImages::kPass;
    return shape.kernel == 3 ? Gradient3x3::kPass : Gradient1x1::kPass;
  }
  static Index blocks(const ConvolutionShape& shape) { return weight_gradient(shape).blocks(shape); }
  static Index workspace_size(const ConvolutionShape& shape) { return weight_gradient(shape).workspace_size(shape); }
  static void add(const typename WeightGradient::Run& of) { weight_gradient(of.shape).add(of); }

 public:
  static constexpr ConvolutionKernels<Element> kKernels{
      .forward = Forward::kPass,
      .input_gradient = InputGradient::kPass,
      .weight_gradient = {.blocks = blocks, .workspace_size = workspace_size, .add = add}};
};

}  // namespace
}  // namespace largestep::kernels
