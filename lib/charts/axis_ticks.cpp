#include "charts/axis_ticks.h"

#include <cmath>

namespace largestep {

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

std::vector<double> log_ticks(double low, double high) {
  const bool narrow = high / low < 100;
  std::vector<double> ticks;
  for (double exponent = std::floor(std::log10(low)); exponent <= std::ceil(std::log10(high)); ++exponent) {
    for (const double mantissa : {1.0, 2.0, 5.0}) {
      const double tick = mantissa * std::pow(10.0, exponent);
      if ((mantissa > 1 && !narrow) || tick < low * 0.9999 || tick > high * 1.0001) continue;
      ticks.push_back(tick);
    }
  }
  return ticks.size() < 3 ? linear_ticks(low, high, 4) : ticks;
}

}  // namespace largestep
