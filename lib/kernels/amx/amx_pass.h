#pragma once

#include "kernels/amx/matrix_tiles.h"
#include "kernels/amx/planes.h"
#include "kernels/convolution/bfloat16_cells.h"

namespace largestep::kernels {
namespace {

/// A convolution's output, or its input's gradient: for a block of output channels, tap by tap, positions x input
/// channels times input channels x output channels. A few images at a time are brought into planes. The gradient of a
/// stride of 2 is made separately for even and odd rows and columns, which different taps reach.
template <Direction kDirection>
class AmxPass {
  using Packing = ConvolutionPass<BFloat16>::Packing;
  using Run = ConvolutionPass<BFloat16>::Run;
  static constexpr bool kForward = kDirection == Direction::kForward;

  static Index in_channels(const ConvolutionShape& shape) { return kForward ? shape.in_channels : shape.out_channels; }
  static Index out_channels(const ConvolutionShape& shape) { return kForward ? shape.out_channels : shape.in_channels; }

  /// Input channels of a product.
  static Index depth(const ConvolutionShape& shape) {
    return in_channels(shape) % kMostDepth == 0 ? kMostDepth : kMostDepth / 2;
  }
  /// Output channels of a block: two matrices, or one.
  static Index block_channels(const ConvolutionShape& shape) {
    return out_channels(shape) % (2 * kTileColumns) == 0 ? 2 * kTileColumns : kTileColumns;
  }
  static Index blocks(const ConvolutionShape& shape) { return out_channels(shape) / block_channels(shape); }
  static Index block_cells(const ConvolutionShape& shape) {
    return shape.taps() * in_channels(shape) / BFloat16Cells::kPerCell * block_channels(shape);
  }
  static Index packed_size(const ConvolutionShape& shape) { return blocks(shape) * block_cells(shape); }

  /// packed[block][step of depth][tap][matrix][pair of input channels][output channel]
  static void pack(const Packing& of) {
    const Index lanes = block_channels(of.shape);
    Cell* to = of.packed + of.first_block * block_cells(of.shape);
    for (Index block = of.first_block * lanes; block < of.last_block * lanes; block += lanes) {
      for (Index in = 0; in < in_channels(of.shape); in += depth(of.shape)) {
        for (Index tap = 0; tap < of.shape.taps(); ++tap) {
          for (Index out = block; out < block + lanes; out += kTileColumns) to = pack_matrix(of, tap, in, out, to);
        }
      }
    }
  }

  /// @return the place behind the matrix
  static Cell* pack_matrix(const Packing& of, Index tap, Index in, Index out, Cell* to) {
    const Index next_filter = of.shape.taps() * of.shape.in_channels;
    const Index pairs = depth(of.shape) / BFloat16Cells::kPerCell;
    const float* weights = of.weights + tap * of.shape.in_channels;
    if constexpr (kForward) {
      const float* from = weights + out * next_filter + in;
      Vector rows[kTileColumns];
      for (Index i = 0; i < kTileColumns; ++i, from += next_filter) {
        const Vector upper = pairs > kLanes / 2 ? load(from + kLanes) : Vector{};
        rows[i] = reinterpret_cast<Vector>(_mm512_cvtne2ps_pbh(upper, load(from)));
      }
      transpose(rows);
      for (Index pair = 0; pair < pairs; ++pair, to += kTileColumns) __builtin_memcpy(to, &rows[pair], sizeof(Vector));
    } else {
      const float* from = weights + in * next_filter + out;
      for (Index pair = 0; pair < pairs; ++pair, from += 2 * next_filter, to += kTileColumns) {
        BFloat16 rounded[2][kTileColumns];
        store(load(from), rounded[0]);
        store(load(from + next_filter), rounded[1]);
        const CellVector cells = BFloat16Cells::join(rounded[0], rounded[1]);
        __builtin_memcpy(to, &cells, sizeof cells);
      }
    }
    return to;
  }

  static PlaneSource source(const Run& of) {
    const auto& shape = of.shape;
    if constexpr (kForward) return {of.in, shape.height, shape.width, shape.in_channels, shape.stride};
    return {of.in, shape.out_height(), shape.out_width(), shape.out_channels, 1};
  }
  static Index planes(const ConvolutionShape& shape) {
    return kForward && shape.kernel > 1 ? shape.stride * shape.stride : 1;
  }

  /// Images in planes at once: what a part of the second-level cache holds.
  static Index images_at_once(const ConvolutionShape& shape) {
    constexpr Index kCacheBytes = Index{1} << 18;
    const Index bytes = planes(shape) * PlaneGrid::of(shape).image() * in_channels(shape) * Index{sizeof(BFloat16)};
    return bytes < kCacheBytes ? kCacheBytes / bytes : 1;
  }
  static Index images_in_a_piece(const ConvolutionShape& shape) { return images_at_once(shape); }

  /// Positions that sums are made for at once: with one matrix of output channels, twice as many.
  static Index block_positions(const ConvolutionShape& shape) {
    return kTileRows * (block_channels(shape) > kTileColumns ? 2 : 4);
  }
  static Index computed_positions(const ConvolutionShape& shape, Index images) {
    const auto grid = PlaneGrid::of(shape);
    return multiple_of(block_positions(shape), images * grid.image() - grid.row() - 1);
  }
  static Index plane_positions(const ConvolutionShape& shape, Index images) {
    return PlaneGrid::of(shape).plane(computed_positions(shape, images));
  }
  static Index plane_size(const ConvolutionShape& shape, Index images) {
    return plane_positions(shape, images) * in_channels(shape);
  }
  static Index workspace_size(const ConvolutionShape& shape) {
    return planes(shape) * plane_size(shape, images_at_once(shape)) / BFloat16Cells::kPerCell;
  }

  static void run(const Run& of) {
    const auto fill = depth(of.shape) == kMostDepth ? fill_planes<kMostDepth> : fill_planes<kMostDepth / 2>;
    const auto compute = block_channels(of.shape) > kTileColumns ? compute_blocks<2, 2> : compute_blocks<4, 1>;
    const MatrixTiles tiles({.first_left = kFirstLeft, .first_right = kFirstRight, .depth = depth(of.shape)});
    for (Index first = of.first_image; first < of.last_image; first += images_at_once(of.shape)) {
      const Index images = smaller(images_at_once(of.shape), of.last_image - first);
      fill(of, first, images);
      finish_writing();
      compute(of, first, images);
    }
  }

  /// A plane as the products read it: entries[step of depth][position][channel]
  template <Index kDepth>
  struct PlaneWriter {
    BFloat16* entries;
    Index channels;
    Index positions;

    void copy(const BFloat16* pixel, Index position) const {
      BFloat16* to = entries + position * kDepth;
      for (Index channel = 0; channel < channels; channel += kDepth, to += positions * kDepth) {
        __builtin_memcpy(to, pixel + channel, kDepth * sizeof(BFloat16));
      }
    }
    void clear(Index from, Index last) const {
      BFloat16* to = entries + from * kDepth;
      for (Index channel = 0; channel < channels; channel += kDepth, to += positions * kDepth) {
        __builtin_memset(to, 0, static_cast<std::size_t>((last - from) * kDepth) * sizeof(BFloat16));
      }
    }
  };

  template <Index kDepth>
  static void fill_planes(const Run& of, Index first, Index images) {
    const auto grid = PlaneGrid::of(of.shape);
    const auto from = source(of);
    for (Index plane = 0; plane < planes(of.shape); ++plane) {
      const PlaneWriter<kDepth> to{
          .entries = reinterpret_cast<BFloat16*>(of.workspace) + plane * plane_size(of.shape, images),
          .channels = from.channels,
          .positions = plane_positions(of.shape, images)};
      Index filled = 0;  // positions
      for (Index image = 0; image < images; ++image) {
        for (Index row = 0; row < from.rows(plane); ++row) {
          const Index position = grid.before() + image * grid.image() + row * grid.row();
          to.clear(filled, position);
          const auto* pixel = from.pixel(plane, first + image, row, 0);
          filled = position + from.columns(plane);
          for (Index at = position; at < filled; ++at, pixel += from.stride * from.channels) to.copy(pixel, at);
        }
      }
      to.clear(filled, to.positions);
    }
  }

  // Registers: sums 0 to 3, left factors 4 and 5, right factors 6 and 7.
  static constexpr int kFirstLeft = 4;
  static constexpr int kFirstRight = 6;

  template <int kRows, int kColumns>
  static void compute_blocks(const Run& of, Index first, Index images) {
    const Index phases = kForward ? 1 : of.shape.stride;
    const Index positions = computed_positions(of.shape, images);
    for (Index row = 0; row < phases; ++row) {
      for (Index column = 0; column < phases; ++column) {
        const Taps taps = kForward ? output_taps(of.shape) : input_gradient_taps(of.shape, row, column);
        for (Index block = 0; block < blocks(of.shape); ++block) {
          OutputCursor cursor(of, first, images, row, column, block * block_channels(of.shape));
          for (Index position = 0; position < positions; position += kRows * kTileRows) {
            alignas(64) float sums[kRows * kTileRows][kColumns * kTileColumns];
            multiply(of, taps, position, plane_positions(of.shape, images), of.packed + block * block_cells(of.shape),
                     sums);
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
    const Index channels = in_channels(of.shape);
    const Index step = depth(of.shape);
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

  /// Goes through the positions in their order and stores the sums of those that are a pixel of the output.
  class OutputCursor {
   public:
    OutputCursor(const Run& of, Index first_image, Index images, Index first_row, Index first_column, Index channel)
        : of_(of), grid_(PlaneGrid::of(of.shape)), step_(kForward ? 1 : of.shape.stride), channel_(channel) {
      const Index height = kForward ? grid_.rows : of.shape.height;
      const Index width = kForward ? grid_.columns : of.shape.width;
      rows_ = (height - first_row + step_ - 1) / step_;
      columns_ = (width - first_column + step_ - 1) / step_;
      next_row_ = step_ * width * out_channels(of.shape);
      next_image_ = height * width * out_channels(of.shape);
      image_ = first_image * next_image_ + (first_row * width + first_column) * out_channels(of.shape) + channel;
      last_image_ = image_ + images * next_image_;
    }

    template <int kPositions, int kChannels>
    void store_sums(const float (&sums)[kPositions][kChannels]) {
      for (Index position = 0; position < kPositions;) {
        const Index in_row = smaller(grid_.row() - column_, kPositions - position);
        if (row_ < rows_ && image_ < last_image_) {
          const Index pixels = smaller(columns_ - column_, in_row);
          store_row(&sums[position], pixels, image_ + row_ * next_row_ + column_ * step_ * out_channels(of_.shape));
        }
        position += in_row;
        advance(in_row);
      }
    }

   private:
    /// Within a row and to its end at most.
    void advance(Index positions) {
      column_ += positions;
      if (column_ < grid_.row()) return;
      column_ = 0;
      if (++row_ <= grid_.rows) return;
      row_ = 0;
      image_ += next_image_;
    }

    template <int kChannels>
    void store_row(const float (*sums)[kChannels], Index pixels, Index entry) const {
      const Index next = step_ * out_channels(of_.shape);
      const bool finish = of_.epilogue.is_needed();
      for (Index i = 0; i < pixels; ++i, entry += next) {
#pragma GCC unroll 2
        for (int c = 0; c < kChannels; c += kLanes) {
          const Vector sum = load(&sums[i][c]);
          store(finish ? finished(sum, entry + c, channel_ + c) : sum, of_.out + entry + c);
        }
      }
    }

    Vector finished(Vector sum, Index entry, Index channel) const {
      const auto& epilogue = of_.epilogue;
      if (epilogue.scale != nullptr) sum = sum * load(epilogue.scale + channel) + load(epilogue.offset + channel);
      if (epilogue.added != nullptr) sum += load(epilogue.added + entry);
      return epilogue.relu ? relu(sum) : sum;
    }

    const Run& of_;
    const PlaneGrid grid_;
    Index step_;
    Index channel_;
    Index rows_;        ///< that the output has
    Index columns_;     ///< likewise
    Index next_row_;    ///< entries from a row of the grid to its next
    Index next_image_;  ///< entries
    Index image_;       ///< the entry of its first position
    Index last_image_;
    Index row_ = 0;
    Index column_ = 0;
  };

 public:
  static constexpr ConvolutionPass<BFloat16> kPass{.packed_size = packed_size,
                                                   .blocks = blocks,
                                                   .pack = pack,
                                                   .images_in_a_piece = images_in_a_piece,
                                                   .workspace_size = workspace_size,
                                                   .run = run};
};

}  // namespace
}  // namespace largestep::kernels
