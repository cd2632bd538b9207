#include "activity/channel_histogram.h"

#include <fmt/format.h>

#include <algorithm>

namespace largestep {

std::array<std::int64_t, kChannelBins> channel_histogram(std::span<const double> active_fractions) {
  std::array<std::int64_t, kChannelBins> histogram{};
  for (const double fraction : active_fractions) {
    const auto bin = static_cast<std::size_t>(fraction * static_cast<double>(kChannelBins));
    ++histogram[std::min(bin, kChannelBins - 1)];
  }
  return histogram;
}

std::string channel_histogram_label(std::size_t bin) {
  const auto edge = [](std::size_t i) { return static_cast<double>(i) / static_cast<double>(kChannelBins); };
  return fmt::format("{:.2f}-{:.2f}", edge(bin), edge(bin + 1));
}

}  // namespace largestep
