#pragma once

#include <string>
#include <vector>

#include "figures/chart_model.h"
#include "findings/seed_groups.h"

namespace largestep {

/// How a group of seeds looks in every figure, and on the page.
struct GroupLook {
  std::string name;            ///< its label without what all labels begin with
  std::string colour;          ///< on white
  std::string colour_on_dark;  ///< on a dark page
  MarkShape mark = MarkShape::kDot;
  LineDash dash = LineDash::kSolid;
};

/// Curves with up to so many points have a mark at each, which tells them apart without colour.
inline constexpr std::size_t kMarkedPoints = 24;

/// Settings that differ in how large their step size is, or in how long it stays large, get colours that are in that
/// order, too; others the palette's, and dashes when those repeat.
/// @param runs  the summaries that `groups` numbers
std::vector<GroupLook> group_looks(const std::vector<SeedGroup>& groups, const std::vector<RunSummary>& runs);

/// Labels without the words that all of them begin with: "quickstart-small", "quickstart-large-10" -> "small",
/// "large-10". What is left out ends at one of - _ / and space, and never is a whole label.
std::vector<std::string> short_labels(std::vector<std::string> labels);

}  // namespace largestep
