#pragma once

#include "kernels/amx/amx_weights.h"
#include "kernels/amx/matrix_tiles.h"
#include "kernels/amx/output_cursor.h"
#include "kernels/amx/pixel_line.h"
#include "kernels/amx/planes.h"

namespace largestep::kernels {
namespace {

/// A convolution's output, or its input's gradient: for a block of output channels, tap by tap, positions x input
/// channels times input channels x output channels. A few images at a time are brought into planes. The gradient of a
/// stride of 2 is made separately for even and odd rows and columns, which different taps reach.
template <Direction kDirection>
class AmxPass {
  using Run = ConvolutionPass<BFloat16>::Run;
  using Weights = AmxWeights<kDirection>;
  static constexpr bool kForward = kDirection == Direction::kForward;

  static PlaneSource source(const Run& of) {
    const auto& shape = of.shape;
    if constexpr (kForward) return {of.in, shape.height, shape.width, shape.in_channels, shape.stride};
    return {of.in, shape.out_height(), shape.out_width(), shape.out_channels, 1};
  }
  static Index planes(const ConvolutionShape& shape) { return kForward ? input_planes(shape) : 1; }

  /// Images in planes at once: what a part of the second-level cache holds.
  static Index images_at_once(const ConvolutionShape& shape) {
    constexpr Index kCacheBytes = Index{1} << 18;
    const Index bytes =
        planes(shape) * PlaneGrid::of(shape).image() * Weights::in_channels(shape) * Index{sizeof(BFloat16)};
    return bytes < kCacheBytes ? kCacheBytes / bytes : 1;
  }
  static Index images_in_a_piece(const ConvolutionShape& shape) { return images_at_once(shape); }

  /// Positions that sums are made for at once: with one matrix of output channels, twice as many.
  static Index block_positions(const ConvolutionShape& shape) {
    return kTileRows * (Weights::block_channels(shape) > kTileColumns ? 2 : 4);
  }
  static Index computed_positions(const ConvolutionShape& shape, Index images) {
    const auto grid = PlaneGrid::of(shape);
    return multiple_of(block_positions(shape), images * grid.image() - grid.row() - 1);
  }
  static Index plane_positions(const ConvolutionShape& shape, Index images) {
    return PlaneGrid::of(shape).plane(computed_positions(shape, images));
  }
  static Index plane_size(const ConvolutionShape& shape, Index images) {
    return plane_positions(shape, images) * Weights::in_channels(shape);
  }
  static Index workspace_size(const ConvolutionShape& shape) {
    return planes(shape) * plane_size(shape, images_at_once(shape)) / BFloat16Cells::kPerCell;
  }

  static void run(const Run& of) {
    const auto fill = Weights::depth(of.shape) == kMostDepth ? fill_planes<kMostDepth> : fill_planes<kMostDepth / 2>;
    const auto compute = Weights::block_channels(of.shape) > kTileColumns ? compute_blocks<2, 2> : compute_blocks<4, 1>;
    const MatrixTiles tiles({.first_left = kFirstLeft, .first_right = kFirstRight, .depth = Weights::depth(of.shape)});
    for (Index first = of.part.first_image; first < of.part.last_image; first += images_at_once(of.shape)) {
      const Index images = smaller(images_at_once(of.shape), of.part.last_image - first);
      fill(of, first, images);
      finish_writing();
      compute(of, first, images);
    }
  }

  /// A plane as the products read it: entries[step of depth][position][channel]
  template <Index kDepth>
  static void fill_planes(const Run& of, Index first, Index images) {
    const auto grid = PlaneGrid::of(of.shape);
    const auto from = source(of);
    const Index positions = plane_positions(of.shape, images);
    for (Index plane = 0; plane < planes(of.shape); ++plane) {
      auto* to = reinterpret_cast<BFloat16*>(of.workspace) + plane * positions * from.channels;
      PixelLine line(from, grid, plane, first, images, grid.before());
      for (Index position = 0; position < positions; ++position, to += kDepth) {
        const auto* pixel = line.next();
        for (Index channel = 0; channel < from.channels; channel += kDepth) {
          __builtin_memcpy(to + channel * positions, pixel + channel, kDepth * sizeof(BFloat16));
        }
      }
    }
  }

  // Registers: sums 0 to 3, left factors 4 and 5, right factors 6 and 7.
  static constexpr int kFirstLeft = 4;
  static constexpr int kFirstRight = 6;

  /// Of the positions at which the taps of `row` and `column` arrive (input_gradient_taps).
  static OutputPixels output_pixels(const ConvolutionShape& shape, Index row, Index column) {
    return {.height = kForward ? shape.out_height() : shape.height,
            .width = kForward ? shape.out_width() : shape.width,
            .channels = Weights::out_channels(shape),
            .step = kForward ? 1 : shape.stride,
            .first_row = row,
            .first_column = column};
  }

  template <int kRows, int kColumns>
  static void compute_blocks(const Run& of, Index first, Index images) {
    const Index phases = kForward ? 1 : of.shape.stride;
    const Index positions = computed_positions(of.shape, images);
    for (Index row = 0; row < phases; ++row) {
      for (Index column = 0; column < phases; ++column) {
        const Taps taps = kForward ? output_taps(of.shape) : input_gradient_taps(of.shape, row, column);
        for (Index block = of.part.first_block; block < of.part.last_block; ++block) {
          OutputCursor cursor(of, output_pixels(of.shape, row, column), first, images,
                              block * Weights::block_channels(of.shape));
          for (Index position = 0; position < positions; position += kRows * kTileRows) {
            alignas(64) float sums[kRows * kTileRows][kColumns * kTileColumns];
            multiply(of, taps, position, plane_positions(of.shape, images),
                     of.packed + block * Weights::block_cells(of.shape), sums);
            cursor.store_sums(sums);
          }
        }
      }
    }
  }

  template <int kPositions, int kChannels>
  [[gnu::noinline]] static void multiply(const Run& of, const Taps& taps, Index position, Index plane_positions,
                                         const Cell* weights, float (&sums)[kPositions][kChannels]) {
    constexpr int kRows = kPositions / kTileRows;
    constexpr int kColumns = kChannels / kTileColumns;
    const Index channels = Weights::in_channels(of.shape);
    const Index step = Weights::depth(of.shape);
    const Index row_bytes = step * Index{sizeof(BFloat16)};
    const Index matrix_cells = step / BFloat16Cells::kPerCell * kTileColumns;
    const Index first = PlaneGrid::of(of.shape).before() + position;
    const auto* in = reinterpret_cast<const BFloat16*>(of.workspace);
    repeat<kRows * kColumns>([]<int kSums>() { clear_tile<kSums>(); });
    for (Index channel = 0; channel < channels; channel += step) {
      for (const auto& tap : taps) {
        const Cell* right = weights + tap.weight * kColumns * matrix_cells;
        const BFloat16* left = in + (tap.plane * plane_positions * channels + (first + tap.shift) * step);
        repeat<kColumns>([&]<int kColumn>() {
          load_tile<kFirstRight + kColumn>(right + kColumn * matrix_cells, kTileColumns * Index{sizeof(Cell)});
        });
        repeat<kRows>([&]<int kRow>() {
          constexpr int kLeft = kFirstLeft + kRow % 2;
          load_tile<kLeft>(left + kRow * kTileRows * step, row_bytes);
          repeat<kColumns>(
              [&]<int kColumn>() { add_product<kRow * kColumns + kColumn, kLeft, kFirstRight + kColumn>(); });
        });
      }
      in += plane_positions * step;
      weights += of.shape.taps() * kColumns * matrix_cells;
    }
    repeat<kRows>([&]<int kRow>() {
      repeat<kColumns>([&]<int kColumn>() {
        store_tile<kRow * kColumns + kColumn>(&sums[kRow * kTileRows][kColumn * kTileColumns], sizeof sums[0]);
      });
    });
  }

 public:
  static constexpr ConvolutionPass<BFloat16> kPass{.packed_size = Weights::packed_size,
                                                   .blocks = Weights::blocks,
                                                   .pack = Weights::pack,
                                                   .images_in_a_piece = images_in_a_piece,
                                                   .workspace_size = workspace_size,
                                                   .run = run};
};

}  // namespace
}  // namespace largestep::kernels
