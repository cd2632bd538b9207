#pragma once

#include <string_view>

namespace largestep {

/// What some programs write in front of UTF-8.
inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace largestep
