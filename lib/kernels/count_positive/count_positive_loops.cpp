// Compiled once per instruction set: dispatch.h.
#include "kernels/bfloat16.h"
#include "kernels/count_positive/count_positive.h"
#include "kernels/dispatch.h"

namespace largestep::kernels {
namespace {

/// 16 bits, so that a vector holds as many counts as values; what they can hold bounds the rows counted together.
using Narrow = std::uint16_t;
constexpr std::int64_t kMostRows = 0xffff;
constexpr std::int64_t kMostUnits = 1 << 14;  // whose counts stay in the first cache

inline Narrow is_positive(float value) { return value > 0.0F ? 1 : 0; }
/// Positive numbers up to infinity are the bit patterns 1 to 0x7f80.
inline Narrow is_positive(BFloat16 value) { return static_cast<std::uint16_t>(value.bits - 1) < 0x7f80 ? 1 : 0; }

template <typename T>
void add_block(const T* __restrict values, std::int64_t rows, std::int64_t stride, std::int64_t units,
               std::int32_t* __restrict counts) {
  Narrow block[kMostUnits];
  for (std::int64_t u = 0; u < units; ++u) block[u] = 0;
  for (std::int64_t row = 0; row < rows; ++row) {
    const T* __restrict entries = values + row * stride;
    for (std::int64_t u = 0; u < units; ++u) block[u] = static_cast<Narrow>(block[u] + is_positive(entries[u]));
  }
  for (std::int64_t u = 0; u < units; ++u) counts[u] += block[u];
}

template <typename T>
void add(const T* values, std::int64_t rows, std::int64_t units, std::int32_t* counts) {
  for (std::int64_t row = 0; row < rows; row += kMostRows) {
    const std::int64_t some_rows = rows - row < kMostRows ? rows - row : kMostRows;
    for (std::int64_t unit = 0; unit < units; unit += kMostUnits) {
      const std::int64_t some_units = units - unit < kMostUnits ? units - unit : kMostUnits;
      add_block(values + row * units + unit, some_rows, units, some_units, counts + unit);
    }
  }
}

template <typename T>
constexpr CountPositiveKernels<T> kFunctions{.add = add<T>};

}  // namespace

template <>
const CountPositiveKernels<float>& compiled_functions<CountPositiveKernels<float>, LARGESTEP_KERNEL_SET>() {
  return kFunctions<float>;
}

template <>
const CountPositiveKernels<BFloat16>& compiled_functions<CountPositiveKernels<BFloat16>, LARGESTEP_KERNEL_SET>() {
  return kFunctions<BFloat16>;
}

}  // namespace largestep::kernels
