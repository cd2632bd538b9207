#pragma once

#include "kernels/convolution/convolution.h"
#include "kernels/convolution/tile.h"

namespace largestep::kernels {
namespace {

/// One pass of a convolution: for a tile of pixels x channels of the output, the sum over taps and input channels. The
/// gradient of the input is the same with channels exchanged and taps turned round. Cells run along the input's
/// channels, as they lie in memory: the input needs no preparation. A cell once broadcast serves all horizontal taps.
/// Images are taken in groups small enough for the second-level cache, and each block of weights serves a group.
template <typename Cells, Direction kDirection>
class TiledPass {
  using Element = typename Cells::Element;
  static constexpr bool kForward = kDirection == Direction::kForward;

  static Index in_channels(const ConvolutionShape& shape) { return kForward ? shape.in_channels : shape.out_channels; }
  static Index out_channels(const ConvolutionShape& shape) { return kForward ? shape.out_channels : shape.in_channels; }
  static Index in_height(const ConvolutionShape& shape) { return kForward ? shape.height : shape.out_height(); }
  static Index in_width(const ConvolutionShape& shape) { return kForward ? shape.width : shape.out_width(); }
  static Index out_height(const ConvolutionShape& shape) { return kForward ? shape.out_height() : shape.height; }
  static Index out_width(const ConvolutionShape& shape) { return kForward ? shape.out_width() : shape.width; }

  /// Neighbouring outputs then have inputs twice as far apart, of which a narrow tile of two images needs fewer.
  static bool skips_inputs(const ConvolutionShape& shape) { return kForward && shape.stride == 2; }

  /// Of the output's channels in a tile: one or two, or as many as a step of channels has.
  static constexpr int kFewestVectors = kLanes < kChannelStep ? kChannelStep / kLanes : 1;
  static Index vectors(const ConvolutionShape& shape) {
    if constexpr (kFewestVectors > 1) return kFewestVectors;
    return out_channels(shape) % (2 * kLanes) == 0 ? 2 : 1;
  }
  /// Neighbouring pixels in a tile. With few registers, a tile takes the sums of two of each of three images.
  static constexpr int kColumnsOfNarrowVectors = kRegisters == 16 ? 2 : 4;
  static bool takes_every_other(const ConvolutionShape& shape) {
    return kRegisters == 16 && !kForward && shape.stride == 2;
  }
  static Index columns(const ConvolutionShape& shape) {
    if constexpr (kFewestVectors > 1) return takes_every_other(shape) ? 4 : kColumnsOfNarrowVectors;
    const Index width = out_width(shape);
    if (width < 8) return 4;
    if (vectors(shape) == 2) return skips_inputs(shape) ? 4 : 8;
    return width >= 16 ? 16 : 8;
  }
  /// Images in a tile.
  static Index rows(const ConvolutionShape& shape) {
    return images_in_tile(static_cast<int>(vectors(shape)), static_cast<int>(columns(shape)), takes_every_other(shape));
  }

  static Index blocks(const ConvolutionShape& shape) { return out_channels(shape) / (kLanes * vectors(shape)); }
  static Index block_cells(const ConvolutionShape& shape) {
    return shape.taps() * in_channels(shape) / Cells::kPerCell * kLanes * vectors(shape);
  }
  static Index packed_size(const ConvolutionShape& shape) { return blocks(shape) * block_cells(shape); }

  /// packed[block][tap][input cell][output channel of the block]
  static void pack(const typename ConvolutionPass<Element>::Packing& of) {
    const ConvolutionShape& shape = of.shape;
    const Index lanes = kLanes * vectors(shape);
    Cell* to = of.packed + of.first_block * block_cells(shape);
    for (Index block = of.first_block; block < of.last_block; ++block) {
      for (Index tap = 0; tap < shape.taps(); ++tap) {
        for (Index in = 0; in < in_channels(shape); in += Cells::kPerCell) {
          for (Index lane = 0; lane < lanes; ++lane, ++to) {
            *to = weight_cell(shape, of.weights, block * lanes + lane, tap, in);
          }
        }
      }
    }
  }

  static Cell weight_cell(const ConvolutionShape& shape, const float* weights, Index out, Index tap, Index in) {
    const Index taps = shape.taps();
    if constexpr (kForward) return Cells::weight_cell(weights + (out * taps + tap) * shape.in_channels + in, 1);
    const Index next = taps * shape.in_channels;  // from one channel of the input, dy, to its next
    return Cells::weight_cell(weights + in * next + (taps - 1 - tap) * shape.in_channels + out, next);
  }

  /// Those that fit into the second-level cache beside a block of weights; whole tiles of them.
  static Index images_at_once(const ConvolutionShape& shape) {
    constexpr Index kGroupBytes = Index{1} << 17;
    const Index image_bytes =
        in_height(shape) * in_width(shape) * in_channels(shape) * static_cast<Index>(sizeof(Element));
    const Index in_a_tile = rows(shape);
    const Index fitting = kGroupBytes / image_bytes / in_a_tile;
    return fitting > 1 ? fitting * in_a_tile : in_a_tile;
  }

  static Index images_in_a_piece(const ConvolutionShape& shape) {
    constexpr Index kPieces = 32;
    const Index in_a_tile = rows(shape);
    const Index piece = shape.images / kPieces / in_a_tile * in_a_tile;
    const Index at_once = images_at_once(shape);
    return piece < in_a_tile ? in_a_tile : piece < at_once ? piece : at_once;
  }

  static Index workspace_size(const ConvolutionShape& /*shape*/) { return 0; }

  static void run(const typename ConvolutionPass<Element>::Run& of) {
    const ConvolutionShape& shape = of.shape;
    const Index at_once = images_at_once(shape);
    const auto compute = group_function(shape);
    const Sides sides{.in_height = in_height(shape),
                      .in_width = in_width(shape),
                      .in_channels = in_channels(shape),
                      .out_height = out_height(shape),
                      .out_width = out_width(shape),
                      .out_channels = out_channels(shape)};
    for (Index first = of.part.first_image; first < of.part.last_image; first += at_once) {
      const Group group{first, of.part.last_image - first < at_once ? of.part.last_image : first + at_once};
      for (Index block = of.part.first_block; block < of.part.last_block; ++block) {
        compute(sides, of.in, of.packed + block * block_cells(shape), of.epilogue, group, block, of.out);
      }
    }
  }

 public:
  static constexpr ConvolutionPass<Element> kPass{.packed_size = packed_size,
                                                  .blocks = blocks,
                                                  .pack = pack,
                                                  .images_in_a_piece = images_in_a_piece,
                                                  .workspace_size = workspace_size,
                                                  .run = run};

 private:
  using GroupFunction = void (*)(const Sides&, const Element*, const Cell*, const Epilogue<Element>&, const Group&,
                                 Index, Element*);

  static GroupFunction group_function(const ConvolutionShape& shape) {
    if constexpr (kFewestVectors > 1) {
      return takes_every_other(shape) ? with_columns<kFewestVectors, 4>(shape)
                                      : with_columns<kFewestVectors, kColumnsOfNarrowVectors>(shape);
    } else {
      const Index width = columns(shape);
      if (vectors(shape) == 2) return width == 8 ? with_columns<2, 8>(shape) : with_columns<2, 4>(shape);
      if (width == 16) return with_columns<1, 16>(shape);
      return width == 8 ? with_columns<1, 8>(shape) : with_columns<1, 4>(shape);
    }
  }

  template <int kVectors, int kColumns>
  static GroupFunction with_columns(const ConvolutionShape& shape) {
    if (shape.kernel == 1) return with_taps<kVectors, kColumns, 1, false>(shape);
    return out_width(shape) == kColumns ? with_taps<kVectors, kColumns, 3, true>(shape)
                                        : with_taps<kVectors, kColumns, 3, false>(shape);
  }

  template <int kVectors, int kColumns, int kKernel, bool kFullRow>
  static GroupFunction with_taps(const ConvolutionShape& shape) {
    if (shape.stride == 1) return compute_group<TileShape<kVectors, kColumns, kKernel, 1, false, kFullRow>>;
    return compute_group<TileShape<kVectors, kColumns, kKernel, 2, !kForward, false>>;
  }

  template <typename Tile>
  static void compute_group(const Sides& sides, const Element* in, const Cell* weights,
                            const Epilogue<Element>& epilogue, const Group& group, Index block, Element* out) {
    using Work = TileWork<Cells, Tile>;
    const Index channel = block * kLanes * Tile::kVectors;
    for (Index image = group.first; image < group.last; image += Tile::kRows) {
      for (Index row = 0; row < sides.out_height; ++row) {
        for (Index column = 0; column < sides.out_width; column += Tile::kColumns) {
          typename Work::Sums sums;
          Work::compute(sides, in, weights, group, {image, row, column}, sums);
          const typename Work::Part part{.images = group.last - image,
                                         .columns = sides.out_width - column,
                                         .next_image = sides.out_height * sides.out_width * sides.out_channels,
                                         .next_pixel = sides.out_channels};
          const Index first =
              ((image * sides.out_height + row) * sides.out_width + column) * sides.out_channels + channel;
          if (epilogue.is_needed()) Work::apply(epilogue, part, channel, first, sums);
          Work::store(sums, part, out + first);
        }
      }
    }
  }
};

}  // namespace
}  // namespace largestep::kernels
