#pragma once

namespace largestep {

/// The files of assets/, compiled in so that the program needs none of them at run time.
extern const char* const kPageHtml;
extern const char* const kPageCss;
extern const char* const kPageScript;

}  // namespace largestep
