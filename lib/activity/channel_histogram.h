#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace largestep {

inline constexpr std::size_t kChannelBins = 20;

/// How many channels have their active fraction in [i/20, (i+1)/20); 1 counts in the last bin.
/// @param active_fractions  each in [0, 1]
std::array<std::int64_t, kChannelBins> channel_histogram(std::span<const double> active_fractions);

/// "0.05-0.10" for bin 1.
std::string channel_histogram_label(std::size_t bin);

}  // namespace largestep
