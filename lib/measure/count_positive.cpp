#include "measure/count_positive.h"

namespace largestep {
namespace {

bool is_positive(float value) { return value > 0.0f; }

/// Positive numbers up to infinity are the bit patterns 1 to 0x7f80.
bool is_positive(std::uint16_t bits) { return static_cast<std::uint16_t>(bits - 1) < 0x7f80; }

template <typename Value>
void count(const Value* values, std::int64_t rows, std::int64_t units, std::int64_t from, std::int64_t to,
           std::int32_t* __restrict counts) {
  for (std::int64_t row = 0; row < rows; ++row) {
    const Value* __restrict entries = values + row * units;
    for (std::int64_t unit = from; unit < to; ++unit) counts[unit] += is_positive(entries[unit]) ? 1 : 0;
  }
}

}  // namespace

void count_positive(const float* values, std::int64_t rows, std::int64_t units, std::int64_t from, std::int64_t to,
                    std::int32_t* counts) {
  count(values, rows, units, from, to, counts);
}

void count_positive(const std::uint16_t* values, std::int64_t rows, std::int64_t units, std::int64_t from,
                    std::int64_t to, std::int32_t* counts) {
  count(values, rows, units, from, to, counts);
}

}  // namespace largestep
