#include "figures/axis_ticks.h"

#include <algorithm>
#include <cmath>

namespace largestep {
namespace {

/// Multiples of powers of ten within [low, high], but of one in `every` only.
std::vector<double> multiples(double low, double high, const std::vector<double>& mantissas, int every) {
  std::vector<double> ticks;
  for (double exponent = std::floor(std::log10(low)); exponent <= std::ceil(std::log10(high)); ++exponent) {
    if (std::fmod(exponent, every) != 0) continue;
    for (const double mantissa : mantissas) {
      const double tick = mantissa * std::pow(10.0, exponent);
      // A little slack keeps an end that is a tick up to rounding.
      if (tick >= low * 0.9999 && tick <= high * 1.0001) ticks.push_back(tick);
    }
  }
  return ticks;
}

}  // namespace

std::vector<double> linear_ticks(double low, double high, int count) {
  const double rough = (high - low) / count;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double mantissa = rough / power;
  const double spacing = power * (mantissa < 1.5 ? 1 : mantissa < 3.5 ? 2 : mantissa < 7.5 ? 5 : 10);
  std::vector<double> ticks;
  // Half a thousandth of slack keeps an end that is a tick up to rounding.
  for (double i = std::ceil(low / spacing - 5e-4); i <= high / spacing + 5e-4; ++i) ticks.push_back(i * spacing + 0.0);
  return ticks;
}

std::vector<double> log_ticks(double low, double high, int count) {
  const auto most = static_cast<std::size_t>(std::max(count, 3));
  if (high / low < 100) {
    for (const auto& mantissas : {std::vector<double>{1, 2, 5}, {1, 3}}) {
      const auto ticks = multiples(low, high, mantissas, 1);
      if (ticks.size() >= 3 && ticks.size() <= most) return ticks;
    }
    return linear_ticks(low, high, std::min(count, 4));
  }
  if (const auto ticks = multiples(low, high, {1, 3}, 1);
      multiples(low, high, {1}, 1).size() < 3 && ticks.size() <= most) {
    return ticks;
  }
  for (int every = 1;; ++every) {
    auto ticks = multiples(low, high, {1}, every);
    if (ticks.size() <= most) return ticks;
  }
}

std::vector<double> minor_log_ticks(double low, double high) {
  constexpr double kMostDecades = 1e6;
  return high / low > kMostDecades ? std::vector<double>() : multiples(low, high, {2, 3, 4, 5, 6, 7, 8, 9}, 1);
}

}  // namespace largestep
