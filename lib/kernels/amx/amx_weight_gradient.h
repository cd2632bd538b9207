#pragma once

#include "kernels/amx/matrix_tiles.h"
#include "kernels/amx/pixel_line.h"
#include "kernels/amx/planes.h"
#include "kernels/convolution/bfloat16_cells.h"

namespace largestep::kernels {
namespace {

/// The gradient of the weights, summed over positions: for each tap, dy's channels x positions times positions x input
/// channels. For that, dy is transposed, and the input's positions are joined in pairs, those that begin at even
/// positions and those that begin at odd ones. A few images at a time.
class AmxWeightGradient {
  using Run = ConvolutionWeightGradient<BFloat16>::Run;

  // Registers: sums from 0 on, then left factors, then right factors.
  /// Of the products of a step: so many taps of a row x matrices of dy's channels x matrices of input channels.
  template <int kTaps_, int kRows_, int kColumns_>
  struct Block {
    static constexpr int kTaps = kTaps_;
    static constexpr int kRows = kRows_;
    static constexpr int kColumns = kColumns_;
    static constexpr int kSums = kTaps * kRows * kColumns;
    static constexpr int kSpare = (TileShapes::kRegisters - kSums) / 2;
    static constexpr int kFirstLeft = TileShapes::kRegisters - 2 * kSpare;
    static constexpr int kFirstRight = TileShapes::kRegisters - kSpare;
  };

  static bool has_two_columns(const ConvolutionShape& shape) { return shape.in_channels % (2 * kTileColumns) == 0; }
  /// Registers are enough for two matrices of dy's channels unless three taps take two of input channels.
  static bool has_two_rows(const ConvolutionShape& shape) {
    return shape.out_channels % (2 * kTileRows) == 0 && !(shape.kernel == 3 && has_two_columns(shape));
  }
  static Index blocks(const ConvolutionShape& shape) {
    return shape.out_channels / (has_two_rows(shape) ? 2 * kTileRows : kTileRows);
  }

  static Index workspace_size(const ConvolutionShape& shape) { return AmxWeightGradient(shape).cells(); }

  static void add(const Run& of) {
    const AmxWeightGradient plan(of.shape);
    const bool two_rows = has_two_rows(of.shape);
    const bool two_columns = has_two_columns(of.shape);
    const bool three_taps = of.shape.kernel == 3;
    if (three_taps && two_columns) return plan.add_in_blocks<Block<3, 1, 2>>(of);
    if (three_taps) return two_rows ? plan.add_in_blocks<Block<3, 2, 1>>(of) : plan.add_in_blocks<Block<3, 1, 1>>(of);
    if (two_columns) return two_rows ? plan.add_in_blocks<Block<1, 2, 2>>(of) : plan.add_in_blocks<Block<1, 1, 2>>(of);
    return two_rows ? plan.add_in_blocks<Block<1, 2, 1>>(of) : plan.add_in_blocks<Block<1, 1, 1>>(of);
  }

  explicit AmxWeightGradient(const ConvolutionShape& shape)
      : shape_(shape), grid_(PlaneGrid::of(shape)), taps_(output_taps(shape)) {
    constexpr Index kLongEnough = 1024;  // positions summed before a tile is added to the gradient in memory
    images_ = grid_.image() < kLongEnough ? kLongEnough / grid_.image() : 1;
    positions_ = multiple_of(kMostDepth, images_ * grid_.image());
    pairs_ = (grid_.plane(positions_) + 1) / 2;
    for (const auto& tap : taps_) is_needed_[tap.plane][tap.shift & 1] = true;
  }

  Index planes() const { return input_planes(shape_); }
  Index gradient_cells() const { return shape_.out_channels * positions_ / BFloat16Cells::kPerCell; }
  Index plane_cells() const { return pairs_ * shape_.in_channels; }
  Index cells() const { return gradient_cells() + planes() * 2 * plane_cells(); }

  /// Of dy: transposed[matrix of channels][step of depth][channel of the matrix][position of the step]
  static constexpr Index kLeftCells = kTileRows * kMostDepth / BFloat16Cells::kPerCell;
  Cell* transposed(Cell* workspace, Index channel) const {
    return workspace + channel / kTileRows * (positions_ / kMostDepth) * kLeftCells;
  }
  /// Of the pairs that begin at even or odd positions of a plane: joined[block of channels][pair][channel of the block]
  Cell* joined(Cell* workspace, Index plane, Index odd, Index channel) const {
    return workspace + gradient_cells() + (2 * plane + odd) * plane_cells() + channel * pairs_;
  }

  template <typename Block>
  void add_in_blocks(const Run& of) const {
    constexpr Index kBlockChannels = Block::kRows * kTileRows;
    const MatrixTiles tiles({.first_left = Block::kFirstLeft, .first_right = Block::kFirstRight, .depth = kMostDepth});
    for (Index first = of.part.first_image; first < of.part.last_image; first += images_) {
      const Index images = smaller(images_, of.part.last_image - first);
      const Index positions = multiple_of(kMostDepth, images * grid_.image());
      transpose_gradient(of, first, images, positions, of.part.first_block * kBlockChannels,
                         of.part.last_block * kBlockChannels);
      for (Index plane = 0; plane < planes(); ++plane) {
        for (const Index odd : {0, 1}) {
          if (is_needed_[plane][odd]) join_pairs<Block::kColumns>(of, first, images, positions, plane, odd);
        }
      }
      finish_writing();
      for (Index in = 0; in < shape_.in_channels; in += Block::kColumns * kTileColumns) {
        for (Index block = of.part.first_block; block < of.part.last_block; ++block) {
          const Index out = block * kBlockChannels;
          for (int tap = 0; tap < taps_.count; tap += Block::kTaps) add_block<Block>(of, positions, tap, out, in);
        }
      }
    }
  }

  void transpose_gradient(const Run& of, Index first, Index images, Index positions, Index first_channel,
                          Index last_channel) const {
    PixelLine line({of.dy, grid_.rows, grid_.columns, shape_.out_channels, 1}, grid_, /*plane=*/0, first, images,
                   /*zeros=*/0);
    for (Index position = 0; position < positions; position += kMostDepth) {
      const BFloat16* pixels[kMostDepth];
      for (auto& pixel : pixels) pixel = line.next();
      for (Index channel = first_channel; channel < last_channel; channel += kLanes) {
        Vector rows[kLanes];
#pragma GCC unroll 16
        for (int i = 0; i < kLanes; ++i) {
          rows[i] = reinterpret_cast<Vector>(BFloat16Cells::join(pixels[2 * i] + channel, pixels[2 * i + 1] + channel));
        }
        transpose(rows);
        Cell* to = transposed(of.workspace, channel) + position / kMostDepth * kLeftCells;
#pragma GCC unroll 16
        for (int i = 0; i < kLanes; ++i) __builtin_memcpy(to + i * kLanes, &rows[i], sizeof rows[i]);
      }
    }
  }

  template <int kColumns>
  void join_pairs(const Run& of, Index first, Index images, Index positions, Index plane, Index odd) const {
    PixelLine line({of.x, shape_.height, shape_.width, shape_.in_channels, shape_.stride}, grid_, plane, first, images,
                   grid_.before() - odd);
    constexpr Index kBlock = kColumns * kTileColumns;
    const Index channels = shape_.in_channels;
    const Index next_block = kBlock * pairs_;
    Cell* to = joined(of.workspace, plane, odd, 0);
    for (Index position = odd; position < grid_.plane(positions); position += 2) {
      const auto* pixel = line.next();
      const auto* other = line.next();
      Cell* block = to;
      for (Index channel = 0; channel < channels; channel += kBlock, block += next_block) {
#pragma GCC unroll 2
        for (Index i = 0; i < kBlock; i += kLanes) {
          const CellVector pair = BFloat16Cells::join(pixel + channel + i, other + channel + i);
          __builtin_memcpy(block + i, &pair, sizeof pair);
        }
      }
      to += kBlock;
    }
  }

  /// Sums over all positions, for so many taps from `tap` on.
  template <typename Block>
  [[gnu::noinline]] void add_block(const Run& of, Index positions, int tap, Index out, Index in) const {
    constexpr auto kSums = [](int t, int row, int column) {
      return (t * Block::kRows + row) * Block::kColumns + column;
    };
    const Index next_filter = shape_.taps() * shape_.in_channels;
    const Index gradient_bytes = next_filter * Index{sizeof(float)};
    constexpr Index kLeftBytes = kMostDepth * Index{sizeof(BFloat16)};
    constexpr Index kRightRow = Block::kColumns * kTileColumns;
    const auto place = [&](int t, int row, int column) {
      return of.gradient + (out + row * kTileRows) * next_filter + taps_.taps[tap + t].weight * shape_.in_channels +
             in + column * kTileColumns;
    };
    const Cell* right[Block::kTaps];
    for (int t = 0; t < Block::kTaps; ++t) {
      const Index position = grid_.before() + taps_.taps[tap + t].shift;
      right[t] = joined(of.workspace, taps_.taps[tap + t].plane, position & 1, in) + position / 2 * kRightRow;
    }
    const bool last_tap = tap + Block::kTaps == taps_.count;
    prefetch_sums<Block>(of, last_tap ? 0 : tap + Block::kTaps, last_tap ? out + Block::kRows * kTileRows : out, in);
    repeat<Block::kTaps>([&]<int kTap>() {
      repeat<Block::kRows>([&]<int kRow>() {
        repeat<Block::kColumns>(
            [&]<int kColumn>() { load_tile<kSums(kTap, kRow, kColumn)>(place(kTap, kRow, kColumn), gradient_bytes); });
      });
    });
    const Cell* left = transposed(of.workspace, out);
    const Index next_row = transposed(of.workspace, out + kTileRows) - left;
    for (Index position = 0; position < positions; position += kMostDepth) {
      repeat<Block::kTaps>([&]<int kTap>() {
        repeat<Block::kColumns>([&]<int kColumn>() {
          constexpr int kRight = Block::kFirstRight + (kTap * Block::kColumns + kColumn) % Block::kSpare;
          load_tile<kRight>(right[kTap] + kColumn * kTileColumns, kRightRow * Index{sizeof(Cell)});
          repeat<Block::kRows>([&]<int kRow>() {
            constexpr int kLeft = Block::kFirstLeft + kRow % Block::kSpare;
            // Registers that are enough for all left factors are loaded once.
            if constexpr (Block::kRows > Block::kSpare || kTap + kColumn == 0) {
              load_tile<kLeft>(left + kRow * next_row, kLeftBytes);
            }
            add_product<kSums(kTap, kRow, kColumn), kLeft, kRight>();
          });
        });
        right[kTap] += kMostDepth / 2 * kRightRow;
      });
      left += kLeftCells;
    }
    repeat<Block::kTaps>([&]<int kTap>() {
      repeat<Block::kRows>([&]<int kRow>() {
        repeat<Block::kColumns>(
            [&]<int kColumn>() { store_tile<kSums(kTap, kRow, kColumn)>(place(kTap, kRow, kColumn), gradient_bytes); });
      });
    });
  }

  /// Has a block's sums brought into the cache while another is being worked on.
  template <typename Block>
  void prefetch_sums(const Run& of, int tap, Index out, Index in) const {
    if (out >= of.part.last_block * Block::kRows * kTileRows) return;
    const Index next_filter = shape_.taps() * shape_.in_channels;
    for (int t = tap; t < tap + Block::kTaps; ++t) {
      const float* sums = of.gradient + out * next_filter + taps_.taps[t].weight * shape_.in_channels + in;
      for (Index row = 0; row < Block::kRows * kTileRows; ++row, sums += next_filter) {
        for (int column = 0; column < Block::kColumns; ++column) {
          __builtin_prefetch(sums + column * kTileColumns, /*to be written=*/1);
        }
      }
    }
  }

  ConvolutionShape shape_;
  PlaneGrid grid_;
  Taps taps_;
  Index images_;     ///< worked on together
  Index positions_;  ///< of these images, whole steps of depth
  Index pairs_;      ///< of a plane
  bool is_needed_[4][2] = {};

 public:
  static constexpr ConvolutionWeightGradient<BFloat16> kPass{
      .blocks = blocks, .workspace_size = workspace_size, .add = add};
};

}  // namespace
}  // namespace largestep::kernels
