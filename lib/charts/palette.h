#pragma once

#include <array>
#include <cstddef>

namespace largestep {

/// Colours of the runs, in order, "#rrggbb": after Okabe and Ito, told apart by colour-blind readers, each with a
/// contrast of about 3:1 or more on white and on near-black alike.
inline constexpr std::array kPalette{"#2f7ed8", "#e0701a", "#159a78", "#c2569a", "#8f78d8", "#a8901a"};

/// The colour of a run; they repeat after the last.
inline constexpr const char* run_colour(std::size_t run) { return kPalette[run % kPalette.size()]; }

}  // namespace largestep
