#include "findings/figure_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace largestep {

std::string per_cent(double fraction) {
  return std::isfinite(fraction) ? fmt::format("{:.2f} %", 100 * fraction) : "-";
}

std::string rough_per_cent(double fraction) {
  return std::isfinite(fraction) ? fmt::format("{:.{}f} %", 100 * fraction, fraction < 0.0995 ? 1 : 0) : "-";
}

std::string points(double difference) { return fmt::format("{:.2f} points", 100 * difference); }

std::string figure(double value) { return std::isfinite(value) ? fmt::format("{:.4g}", value) : "-"; }

std::string epoch_text(double epochs) {
  if (!std::isfinite(epochs)) return "-";
  if (std::abs(epochs) >= 100) return fmt::format("{:.0f}", epochs);
  return fmt::format("{:g}", std::round(100 * epochs) / 100);
}

std::string epochs_text(double epochs) {
  const auto text = epoch_text(epochs);
  return text + (text == "1" ? " epoch" : " epochs");
}

std::string times_text(double ratio) {
  constexpr double kLargestSaid = 1e5;
  if (!(ratio <= kLargestSaid)) return fmt::format("more than {:.0f}", kLargestSaid);
  if (ratio < 10) return fmt::format("{:.2g}", ratio);
  const double unit = std::pow(10.0, std::floor(std::log10(ratio)) - 1);
  return fmt::format("{:.0f}", unit * std::round(ratio / unit));
}

std::string enumeration(const std::vector<std::string>& parts) {
  if (parts.size() < 2) return parts.empty() ? "" : parts.front();
  return fmt::format("{} and {}", fmt::join(parts.begin(), parts.end() - 1, ", "), parts.back());
}

}  // namespace largestep
