#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace largestep {

/// What the header of a .npy file says of its array.
struct NpyHeader {
  char order = '<';            ///< of the bytes of an element: '<' little-endian, '>' big-endian, '|' one byte
  char kind = 'f';             ///< 'f' real, 'i' integer, 'u' unsigned integer, 'b' bool, or one that can't be read
  std::int64_t item_size = 0;  ///< bytes of an element
  bool by_columns = false;     ///< the first index varies fastest
  std::vector<std::int64_t> shape{};
};

/// Parses the text of a header, a Python dict literal of 'descr', 'fortran_order' and 'shape'.
/// @throws Error{kData} with a reason that does not name the file, for anything else.
NpyHeader parse_npy_header(std::string_view text);

}  // namespace largestep
