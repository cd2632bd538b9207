#pragma once

#include <fmt/chrono.h>

#include <ctime>
#include <string>

namespace largestep {

/// The time now in UTC, "2026-01-31T12:00:00Z".
inline std::string utc_now() { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))); }

}  // namespace largestep
