#pragma once

#include "kernels/vector.h"

// Winograd's minimal filtering after Lavin and Gray, arXiv:1509.09308, with the points 0, 1, -1, 2, -2 and infinity.
// A row of six inputs d and three taps g makes four outputs, F(4, 3):
//   y = A^T [(G g) . (B^T d)]
// and a row of six inputs and four output gradients e makes three taps' gradients, F(3, 4), which has the same B:
//   w = A3^T [(A e) . (B^T d)]
// In two dimensions, each matrix is applied to columns and then to rows.
//
//         4  0 -5  0  1  0          1/4    0    0
//         0 -4 -4  1  1  0         -1/6 -1/6 -1/6             1  1  1  1  1  0             1/4 -1/6 -1/6 1/24  1/24 0
//   B^T = 0  4 -4 -1  1  0     G = -1/6  1/6 -1/6     A^T =   0  1 -1  2 -2  0     A3^T =    0 -1/6  1/6 1/12 -1/12 0
//         0 -2 -1  2  1  0         1/24 1/12  1/6             0  1  1  4  4  0               0 -1/6 -1/6  1/6  1/6 1
//         0  2 -1 -2  1  0         1/24 -1/12 1/6             0  1 -1  8 -8  1
//         0  4  0 -5  0  1            0    0    1
//
// A3^T is G^T: the usual F(3, 4) divides the gradients' transform by the same numbers by which G divides the taps';
// here the division comes last, once instead of for each tile.
namespace largestep::kernels {
namespace {

constexpr int kTile = 6;        ///< inputs along an edge of a tile
constexpr int kOutputs = 4;     ///< outputs along its edge
constexpr int kTaps = 3;        ///< taps along an edge of the filter
constexpr int kPositions = 36;  ///< entries of a transformed tile, each multiplied on its own

/// B^T d
struct InputTransform {
  static constexpr int kFrom = kTile;
  static constexpr int kTo = kTile;
  static void apply(const Vector (&d)[kFrom], Vector (&to)[kTo]) {
    const Vector even = d[4] - 4.0F * d[2];
    const Vector odd = d[3] - 4.0F * d[1];
    const Vector outer_even = d[4] - d[2];
    const Vector outer_odd = 2.0F * (d[3] - d[1]);
    to[0] = 4.0F * (d[0] - d[2]) + outer_even;
    to[1] = even + odd;
    to[2] = even - odd;
    to[3] = outer_even + outer_odd;
    to[4] = outer_even - outer_odd;
    to[5] = 4.0F * (d[1] - d[3]) + (d[5] - d[3]);
  }
};

/// A^T m
struct OutputTransform {
  static constexpr int kFrom = kTile;
  static constexpr int kTo = kOutputs;
  static void apply(const Vector (&m)[kFrom], Vector (&to)[kTo]) {
    const Vector sum = m[1] + m[2];
    const Vector difference = m[1] - m[2];
    const Vector outer_sum = m[3] + m[4];
    const Vector outer_difference = m[3] - m[4];
    to[0] = m[0] + sum + outer_sum;
    to[1] = difference + 2.0F * outer_difference;
    to[2] = sum + 4.0F * outer_sum;
    to[3] = difference + 8.0F * outer_difference + m[5];
  }
};

/// A e
struct OutputGradientTransform {
  static constexpr int kFrom = kOutputs;
  static constexpr int kTo = kTile;
  static void apply(const Vector (&e)[kFrom], Vector (&to)[kTo]) {
    const Vector even = e[0] + e[2];
    const Vector odd = e[1] + e[3];
    const Vector outer_even = e[0] + 4.0F * e[2];
    const Vector outer_odd = 2.0F * e[1] + 8.0F * e[3];
    to[0] = e[0];
    to[1] = even + odd;
    to[2] = even - odd;
    to[3] = outer_even + outer_odd;
    to[4] = outer_even - outer_odd;
    to[5] = e[3];
  }
};

/// G g
struct FilterTransform {
  static constexpr int kFrom = kTaps;
  static constexpr int kTo = kTile;
  static void apply(const Vector (&g)[kFrom], Vector (&to)[kTo]) {
    const Vector even = (g[0] + g[2]) * (-1.0F / 6.0F);
    const Vector odd = g[1] * (-1.0F / 6.0F);
    const Vector outer_even = g[0] * (1.0F / 24.0F) + g[2] * (1.0F / 6.0F);
    const Vector outer_odd = g[1] * (1.0F / 12.0F);
    to[0] = g[0] * 0.25F;
    to[1] = even + odd;
    to[2] = even - odd;
    to[3] = outer_even + outer_odd;
    to[4] = outer_even - outer_odd;
    to[5] = g[2];
  }
};

/// A3^T m
struct FilterGradientTransform {
  static constexpr int kFrom = kTile;
  static constexpr int kTo = kTaps;
  static void apply(const Vector (&m)[kFrom], Vector (&to)[kTo]) {
    const Vector sum = (m[1] + m[2]) * (-1.0F / 6.0F);
    const Vector outer_sum = m[3] + m[4];
    to[0] = m[0] * 0.25F + sum + outer_sum * (1.0F / 24.0F);
    to[1] = (m[2] - m[1]) * (1.0F / 6.0F) + (m[3] - m[4]) * (1.0F / 12.0F);
    to[2] = sum + outer_sum * (1.0F / 6.0F) + m[5];
  }
};

/// A transform of columns, then rows. Entries are read as from(row, column), column by column, and given to to(row,
/// column, value), row by row.
/// @param first_column, last_column  outside of these, the columns are zero and are not read
template <typename Transform, typename From, typename To>
[[gnu::always_inline]] inline void transform_tile(From from, To to, int first_column = 0,
                                                  int last_column = Transform::kFrom) {
  Vector half[Transform::kTo][Transform::kFrom];
#pragma GCC unroll 6
  for (int column = 0; column < Transform::kFrom; ++column) {
    Vector transformed[Transform::kTo] = {};
    if (column >= first_column && column < last_column) {
      Vector entries[Transform::kFrom];
#pragma GCC unroll 6
      for (int row = 0; row < Transform::kFrom; ++row) entries[row] = from(row, column);
      Transform::apply(entries, transformed);
    }
#pragma GCC unroll 6
    for (int row = 0; row < Transform::kTo; ++row) half[row][column] = transformed[row];
  }
#pragma GCC unroll 6
  for (int row = 0; row < Transform::kTo; ++row) {
    Vector transformed[Transform::kTo];
    Transform::apply(half[row], transformed);
#pragma GCC unroll 6
    for (int column = 0; column < Transform::kTo; ++column) to(row, column, transformed[column]);
  }
}

}  // namespace
}  // namespace largestep::kernels
