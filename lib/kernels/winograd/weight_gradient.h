#pragma once

#include "kernels/convolution/convolution.h"
#include "kernels/winograd/tiles.h"

namespace largestep::kernels {
namespace {

/// The gradient of the weights, A3^T [sum over tiles of (A e A^T) . (B^T d B)] A3 for each pair of channels. Of a group
/// of tiles, the sums of some pairs at all positions are made in registers, transformed and added to the gradient:
/// those of all pairs at all positions, four times the weights' memory, never exist.
template <typename Element>
class WinogradWeightGradient {
  using Pass = ConvolutionWeightGradient<Element>;
  using Run = typename Pass::Run;

  static Index blocks(const ConvolutionShape& shape) { return shape.out_channels / kBlock; }

  static Index workspace_size(const ConvolutionShape& shape) {
    const WinogradWeightGradient plan(shape, nullptr);
    return plan.inputs_.size() + plan.gradients_.size() + ZeroRow<Element>::size(widest(shape));
  }

  static Index widest(const ConvolutionShape& shape) {
    return shape.in_channels < shape.out_channels ? shape.out_channels : shape.in_channels;
  }

  static void add(const Run& of) {
    const WinogradWeightGradient plan(of.shape, reinterpret_cast<float*>(of.workspace));
    const TileGrid grid{of.shape.height, of.shape.width};
    const ZeroRow<Element> outside(widest(of.shape), plan.gradients_.entries + plan.gradients_.size());
    const TileReader<Element> x{.grid = grid, .channels = of.shape.in_channels, .images = of.x, .outside = outside};
    const TileReader<Element> dy{.grid = grid, .channels = of.shape.out_channels, .images = of.dy, .outside = outside};
    for_tile_groups(grid, of.part.first_image, of.part.last_image, kMostTiles, [&](Index first, Index tiles) {
      for (Index i = 0; i < tiles; ++i) {
        x.transform_input(first + i, i, plan.inputs_);
        dy.transform_output_gradient(first + i, i, of.part.first_block * kBlock, of.part.last_block * kBlock,
                                     plan.gradients_);
      }
      plan.add_group(tiles, of.part, of.gradient);
    });
  }

  /// Tiles of a group, over which sums stay in registers: fewer would mean more transforms of sums, more would need
  /// more cache.
  static constexpr Index kMostTiles = 96;

  WinogradWeightGradient(const ConvolutionShape& shape, float* memory)
      : inputs_{.entries = memory, .rows = kMostTiles, .channels = shape.in_channels, .block_lanes = kBlock},
        gradients_{.entries = memory + inputs_.size(),
                   .rows = kMostTiles,
                   .channels = shape.out_channels,
                   .block_lanes = kBlock} {}

  void add_group(Index tiles, const Part& part, float* gradient) const {
    if (inputs_.channels % (2 * kLanes) == 0) {
      add_vectors<2>(tiles, part, gradient);
    } else {
      add_vectors<1>(tiles, part, gradient);
    }
  }

  template <int kVectors>
  void add_vectors(Index tiles, const Part& part, float* gradient) const {
    for (Index in = 0; in < inputs_.channels; in += kVectors * kLanes) {
      for (Index out = part.first_block * kBlock; out < part.last_block * kBlock; out += kBlock) {
        for_row_groups(kBlock, [&]<int kRows>(Index row) {
          Vector sums[kRows][kVectors][kPositions];
          sum_products(tiles, in, out + row, sums);
          add_to_gradient(sums, in, out + row, gradient);
        });
      }
    }
  }

  /// The sums over the tiles, between kRows output channels and kVectors of input channels.
  template <int kRows, int kVectors>
  [[gnu::noinline]] void sum_products(Index tiles, Index in, Index out,
                                      Vector (&all)[kRows][kVectors][kPositions]) const {
    const float* x = inputs_.at(0, in);
    const float* dy = gradients_.at(0, out);
    const Index vector_step = inputs_.at(0, in + kLanes) - x;
    for (Index position = 0; position < kPositions; ++position) {
      Vector sums[kRows][kVectors] = {};
      add_products<kRows, kVectors, 1, kBlock>(dy, x, kBlock, vector_step, tiles, sums);
#pragma GCC unroll 12
      for (int row = 0; row < kRows; ++row) {
#pragma GCC unroll 2
        for (int v = 0; v < kVectors; ++v) all[row][v][position] = sums[row][v];
      }
      x += inputs_.position_step();
      dy += gradients_.position_step();
    }
  }

  template <int kRows, int kVectors>
  void add_to_gradient(const Vector (&sums)[kRows][kVectors][kPositions], Index in, Index out, float* gradient) const {
    for (int row = 0; row < kRows; ++row) {
      for (int v = 0; v < kVectors; ++v) {
        float* taps = gradient + (out + row) * kTaps * kTaps * inputs_.channels + in + v * kLanes;
        transform_tile<FilterGradientTransform>(
            [&](int tile_row, int column) { return sums[row][v][tile_row * kTile + column]; },
            [&](int tap_row, int column, Vector value) {
              float* tap = taps + (tap_row * kTaps + column) * inputs_.channels;
              store(load(tap) + value, tap);
            });
      }
    }
  }

  Matrices<float> inputs_;
  Matrices<float> gradients_;

 public:
  static constexpr Pass kPass{.blocks = blocks, .workspace_size = workspace_size, .add = add};
};

}  // namespace
}  // namespace largestep::kernels
