#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "settings/problem_settings.h"

namespace largestep {

/// An upper end that only keeps counts computable: help leaves out this one and larger ones.
inline constexpr std::int64_t kMany = 1'000'000'000;

/// An end of a range of whole numbers: the number, or what the problem makes of it.
using WholeEnd = std::variant<std::int64_t, std::int64_t (*)(const ProblemSettings&)>;

/// Whole numbers from low to high, both included.
struct WholeRange {
  WholeEnd low;
  WholeEnd high;
};

/// Finite numbers from low to high.
struct RealRange {
  double low;
  double high = std::numeric_limits<double>::infinity();
  bool has_low = true;   ///< whether low itself is allowed
  bool has_high = true;  ///< whether high itself is
};

/// One way to write a value, and what it means ("" where the name says it). A capital letter stands for what the user
/// fills in: "cuda:INDEX".
struct Choice {
  std::string form;
  std::string meaning{};
};

/// Values that are words.
struct Choices {
  std::vector<Choice> known;
  void (*check)(const std::string& text) = nullptr;  ///< throws for a bad value; nullptr: only the known ones are good
};

/// What a setting's value must be beyond its type; std::monostate: anything.
using SettingConstraint = std::variant<std::monostate, WholeRange, RealRange, Choices>;

}  // namespace largestep
