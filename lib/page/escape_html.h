#pragma once

#include <string>
#include <string_view>

namespace largestep {

/// Text as HTML or SVG text or attribute value: & < > " ' become entities.
std::string escape_html(std::string_view text);

}  // namespace largestep
