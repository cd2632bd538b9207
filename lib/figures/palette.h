#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "figures/chart_model.h"

namespace largestep {

/// Colours of unordered runs, in order, "#rrggbb", told apart by colour-blind readers: those of Okabe and Ito that have
/// a contrast of about 3:1 or more on white and on near-black alike, and two more as far from these and each other.
/// Source: Okabe and Ito, Color Universal Design, 2008.
inline constexpr std::array kPalette{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#5a50f0", "#c81838"};

/// The colour of a run; they repeat after the last.
inline constexpr const char* run_colour(std::size_t run) { return kPalette[run % kPalette.size()]; }

/// What else tells runs apart: in print without colour the mark, and the dash once the colours repeat.
MarkShape run_mark(std::size_t run);
LineDash run_dash(std::size_t run);

/// A colour between two, "#rrggbb": share 0 is the first.
std::string mixed_colour(const std::string& from, const std::string& to, double share);

/// A colour of what has an order, such as step sizes: from light blue (share 0) to dark violet (1), darker all the way,
/// so that the order is seen without colour, too. For white paper.
std::string ordered_colour(double share);

/// The same for a dark page: lighter all the way.
std::string ordered_colour_on_dark(double share);

/// A colour of a map: from dark (share 0) to light (1) all the way.
std::string map_colour(double share);

/// `count` colours of a map, evenly spread. count >= 2.
std::vector<std::string> map_colours(std::size_t count);

}  // namespace largestep
