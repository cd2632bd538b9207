#pragma once

#include "kernels/convolution/convolution.h"
#include "kernels/winograd/tiles.h"

namespace largestep::kernels {
namespace {

/// A convolution's output; or its input's gradient, which is the same with channels exchanged and taps turned round.
/// A group of tiles at a time is transformed, multiplied position by position, and transformed back.
template <typename Element, Direction kDirection>
class WinogradPass {
  using Packing = typename ConvolutionPass<Element>::Packing;
  using Run = typename ConvolutionPass<Element>::Run;
  static constexpr bool kForward = kDirection == Direction::kForward;
  static constexpr Index kAllTaps = kTaps * kTaps;

  static Index in_channels(const ConvolutionShape& shape) { return kForward ? shape.in_channels : shape.out_channels; }
  static Index out_channels(const ConvolutionShape& shape) { return kForward ? shape.out_channels : shape.in_channels; }

  /// Output channels whose sums are made together, of one vector or two.
  static Index block_lanes(const ConvolutionShape& shape) {
    constexpr Index kTwoVectors = 2 * kLanes;
    return out_channels(shape) % kTwoVectors == 0 ? kTwoVectors : kLanes;
  }
  static Index blocks(const ConvolutionShape& shape) { return out_channels(shape) / block_lanes(shape); }

  /// Transformed filters: row i has the output channels of input channel i.
  template <typename Entry>
  static Matrices<Entry> filters(const ConvolutionShape& shape, Entry* entries) {
    return {.entries = entries,
            .rows = in_channels(shape),
            .channels = out_channels(shape),
            .block_lanes = block_lanes(shape)};
  }
  static Index packed_size(const ConvolutionShape& shape) { return filters<float>(shape, nullptr).size(); }

  static void pack(const Packing& of) {
    const auto to = filters(of.shape, reinterpret_cast<float*>(of.packed));
    for (Index out = of.first_block * to.block_lanes; out < of.last_block * to.block_lanes; out += kLanes) {
      for (Index in = 0; in < to.rows; in += kLanes) {
        Vector taps[kAllTaps][kLanes];
        read_taps(of, in, out, taps);
        for (int i = 0; i < kLanes; ++i) {
          transform_tile<FilterTransform>([&](int row, int column) { return taps[row * kTaps + column][i]; },
                                          PositionWriter{to.at(in + i, out), to.position_step()});
        }
      }
    }
  }

  /// taps[tap][input channel], whose lanes are output channels.
  static void read_taps(const Packing& of, Index in, Index out, Vector (&taps)[kAllTaps][kLanes]) {
    const Index next_filter = kAllTaps * of.shape.in_channels;
    for (Index tap = 0; tap < kAllTaps; ++tap) {
      const float* from = kForward ? of.weights + out * next_filter + tap * of.shape.in_channels + in
                                   : of.weights + in * next_filter + (kAllTaps - 1 - tap) * of.shape.in_channels + out;
      for (int i = 0; i < kLanes; ++i) taps[tap][i] = load(from + i * next_filter);
      if constexpr (kForward) transpose(taps[tap]);
    }
  }

  /// A group's tiles before and after the products, and what is outside of an image.
  struct Workspace {
    Matrices<float> inputs;
    Matrices<float> outputs;
    float* outside;

    Workspace(const ConvolutionShape& shape, float* memory)
        : inputs{.entries = memory, .rows = most_tiles(shape), .channels = in_channels(shape), .block_lanes = kBlock},
          outputs{.entries = memory + inputs.size(),
                  .rows = most_tiles(shape),
                  .channels = out_channels(shape),
                  .block_lanes = WinogradPass::block_lanes(shape)},
          outside(outputs.entries + outputs.size()) {}
  };
  static Index workspace_size(const ConvolutionShape& shape) {
    const Workspace space(shape, nullptr);
    return space.inputs.size() + space.outputs.size() + ZeroRow<Element>::size(in_channels(shape));
  }

  /// Tiles of a group: what half of a second-level cache of a mebibyte holds. With many channels it holds none, and
  /// more tiles mean that the filters are read less often.
  static Index most_tiles(const ConvolutionShape& shape) {
    constexpr Index kCacheEntries = (Index{1} << 19) / Index{sizeof(float)};
    constexpr Index kFewest = 4 * kMostRows;
    constexpr Index kMost = 8 * kMostRows;
    const Index fitting = kCacheEntries / kPositions / (shape.in_channels + shape.out_channels);
    if (fitting >= kMost) return kMost;
    return fitting >= 2 * kMostRows ? fitting / kMostRows * kMostRows : kFewest;
  }
  static Index images_in_a_piece(const ConvolutionShape& shape) {
    const Index tiles = TileGrid{shape.height, shape.width}.tiles();
    return (most_tiles(shape) + tiles - 1) / tiles;
  }

  static void run(const Run& of) {
    const TileGrid grid{of.shape.height, of.shape.width};
    const auto packed = filters(of.shape, reinterpret_cast<const float*>(of.packed));
    const Workspace space(of.shape, reinterpret_cast<float*>(of.workspace));
    const auto channels = in_channels(of.shape);
    const TileReader<Element> reader{
        .grid = grid, .channels = channels, .images = of.in, .outside = {channels, space.outside}};
    for_tile_groups(grid, of.part.first_image, of.part.last_image, most_tiles(of.shape), [&](Index first, Index tiles) {
      for (Index i = 0; i < tiles; ++i) reader.transform_input(first + i, i, space.inputs);
      multiply(space, packed, of.part, tiles);
      for (Index i = 0; i < tiles; ++i) store_outputs(of, grid, first + i, space.outputs, i);
    });
  }

  /// outputs[position] = inputs[position] filters[position], for so many rows and the blocks of a part.
  static void multiply(const Workspace& space, const Matrices<const float>& filters, const Part& part, Index tiles) {
    if (filters.block_lanes == kLanes) {
      multiply_vectors<1>(space, filters, part, tiles);
    } else {
      multiply_vectors<2>(space, filters, part, tiles);
    }
  }

  template <int kVectors>
  static void multiply_vectors(const Workspace& space, const Matrices<const float>& filters, const Part& part,
                               Index tiles) {
    for (Index position = 0; position < kPositions; ++position) {
      const float* in = space.inputs.entries + position * space.inputs.position_step();
      const float* filter =
          filters.entries + position * filters.position_step() + part.first_block * filters.block_step();
      float* out = space.outputs.entries + position * space.outputs.position_step() +
                   part.first_block * space.outputs.block_step();
      for (Index block = part.first_block; block < part.last_block; ++block) {
        for_row_groups(tiles, [&]<int kRows>(Index row) {
          multiply_rows<kRows, kVectors>(in + row * kBlock, space.inputs.block_step(), filters.rows, filter,
                                         out + row * filters.block_lanes);
        });
        filter += filters.block_step();
        out += space.outputs.block_step();
      }
    }
  }

  /// Rows of `in`, whose blocks of channels lie apart by in_step, times a block of filters.
  template <int kRows, int kVectors>
  [[gnu::noinline]] static void multiply_rows(const float* in, Index in_step, Index in_channels, const float* filter,
                                              float* out) {
    constexpr Index kBlockLanes = kVectors * kLanes;
    Vector sums[kRows][kVectors] = {};
    for (Index channel = 0; channel < in_channels; channel += kBlock, in += in_step, filter += kBlock * kBlockLanes) {
      add_products<kRows, kVectors, kBlock, 1>(in, filter, kBlockLanes, kLanes, kBlock, sums);
    }
#pragma GCC unroll 12
    for (int row = 0; row < kRows; ++row) {
#pragma GCC unroll 2
      for (int v = 0; v < kVectors; ++v) store(sums[row][v], out + row * kBlockLanes + v * kLanes);
    }
  }

  /// A^T m A of a tile, then the epilogue.
  static void store_outputs(const Run& of, const TileGrid& grid, Index tile, const Matrices<float>& outputs,
                            Index row_of_tile) {
    const auto at = grid.place(tile);
    const Index first_pixel = ((at.image * grid.height + at.row) * grid.width + at.column) * outputs.channels;
    const Index next_row = grid.width * outputs.channels;
    const Index next_tile = kOutputs * outputs.channels;
    const int rows = grid.rows_inside(at);
    const int columns = grid.columns_inside(at);
    const Index last_channel = of.part.last_block * outputs.block_lanes;
    for (Index channel = of.part.first_block * outputs.block_lanes; channel < last_channel; channel += kLanes) {
      Vector sums[kOutputs][kOutputs];
      transform_tile<OutputTransform>(PositionReader{outputs.at(row_of_tile, channel), outputs.position_step()},
                                      [&](int row, int column, Vector value) { sums[row][column] = value; });
      const auto for_pixels = [&](const auto& body) __attribute__((always_inline)) {
        Index first_of_row = first_pixel + channel;
#pragma GCC unroll 4
        for (int row = 0; row < kOutputs; ++row, first_of_row += next_row) {
          if (row >= rows) break;
          Index pixel = first_of_row;
#pragma GCC unroll 4
          for (int column = 0; column < kOutputs; ++column, pixel += outputs.channels) {
            if (column >= columns) break;
            body(sums[row][column], pixel);
          }
        }
      };
      if (of.epilogue.is_needed()) apply(of.epilogue, channel, for_pixels);
      for_pixels([&](Vector sum, Index pixel) {
        store(sum, of.out + pixel);
        constexpr int kToWrite = 1;
        __builtin_prefetch(of.out + pixel + next_tile, kToWrite);
      });
    }
  }

  /// Calls for_pixels(body(sum, place in the output)) for each of the epilogue's steps.
  template <typename ForPixels>
  [[gnu::always_inline]] static void apply(const Epilogue<Element>& epilogue, Index channel,
                                           const ForPixels& for_pixels) {
    if (epilogue.scale != nullptr) {
      const Vector scale = load(epilogue.scale + channel);
      const Vector offset = load(epilogue.offset + channel);
      for_pixels([&](Vector& sum, Index) { sum = sum * scale + offset; });
    }
    if (epilogue.added != nullptr) for_pixels([&](Vector& sum, Index pixel) { sum += load(epilogue.added + pixel); });
    if (epilogue.relu) for_pixels([&](Vector& sum, Index) { sum = relu(sum); });
  }

 public:
  static constexpr ConvolutionPass<Element> kPass{.packed_size = packed_size,
                                                  .blocks = blocks,
                                                  .pack = pack,
                                                  .images_in_a_piece = images_in_a_piece,
                                                  .workspace_size = workspace_size,
                                                  .run = run};
};

}  // namespace
}  // namespace largestep::kernels
