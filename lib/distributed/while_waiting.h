#pragma once

#include <functional>
#include <string>

namespace largestep {

/// What to do while the other processes of a launch are waited for.
struct WhileWaiting {
  /// Called once, after some seconds, with a sentence on what is waited for.
  std::function<void(const std::string&)> say = [](const std::string&) {};
  /// Asked several times a second; true ends the wait with Error{kLostRank}.
  std::function<bool()> is_over = [] { return false; };
};

/// The reason to end with when WhileWaiting::is_over.
constexpr const char* kStoppedWaiting = "it was stopped while it waited for the others";

}  // namespace largestep
