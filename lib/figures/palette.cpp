#include "figures/palette.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace largestep {
namespace {

int channel(const std::string& colour, std::size_t at) {
  return static_cast<int>(std::strtol(colour.substr(at, 2).c_str(), nullptr, 16));
}

/// Through several colours, each the same share of the way from the last.
template <std::size_t Count>
std::string along(const std::array<const char*, Count>& stops, double share) {
  const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(Count - 1);
  const auto from = std::min(static_cast<std::size_t>(place), Count - 2);
  return mixed_colour(stops[from], stops[from + 1], place - static_cast<double>(from));
}

constexpr std::array kOrdered{"#559cc6", "#2e6cb1", "#4f2683", "#2b0a1e"};
constexpr std::array kOrderedOnDark{"#3f78b5", "#6aa9d6", "#b4d8ea", "#f4fbff"};
constexpr std::array kMap{"#1d1147", "#2b4a8b", "#2f8c8c", "#7fc27a", "#f6f1c9"};

}  // namespace

MarkShape run_mark(std::size_t run) {
  constexpr std::array kMarks{MarkShape::kDot, MarkShape::kSquare, MarkShape::kTriangle, MarkShape::kDiamond,
                              MarkShape::kRing};
  return kMarks[run % kMarks.size()];
}

LineDash run_dash(std::size_t run) {
  constexpr std::array kDashes{LineDash::kSolid, LineDash::kLong, LineDash::kShort, LineDash::kDotted};
  return kDashes[run / kPalette.size() % kDashes.size()];
}

std::string mixed_colour(const std::string& from, const std::string& to, double share) {
  const auto mix = [&](std::size_t at) {
    return static_cast<int>(std::lround((1 - share) * channel(from, at) + share * channel(to, at)));
  };
  return fmt::format("#{:02x}{:02x}{:02x}", mix(1), mix(3), mix(5));
}

std::string ordered_colour(double share) { return along(kOrdered, share); }

std::string ordered_colour_on_dark(double share) { return along(kOrderedOnDark, share); }

std::string map_colour(double share) { return along(kMap, share); }

std::vector<std::string> map_colours(std::size_t count) {
  std::vector<std::string> colours;
  for (std::size_t i = 0; i < count; ++i) {
    colours.push_back(map_colour(static_cast<double>(i) / static_cast<double>(count - 1)));
  }
  return colours;
}

}  // namespace largestep
