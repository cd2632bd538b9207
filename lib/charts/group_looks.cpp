#include "charts/group_looks.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "figures/palette.h"
#include "findings/large_phase_claims.h"

namespace largestep {
namespace {

/// The groups' indices in order of their step sizes, or of how long those stay large; empty if they have none.
std::vector<std::size_t> order_of(const std::vector<SeedGroup>& groups, const std::vector<RunSummary>& runs) {
  std::vector<std::size_t> order(groups.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (const auto by_share = by_large_share(groups, runs); !by_share.empty()) {
    const auto rank = [&](std::size_t i) {
      return std::find_if(by_share.begin(), by_share.end(), [&](const auto& g) { return g.runs == groups[i].runs; }) -
             by_share.begin();
    };
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return rank(a) < rank(b); });
    return order;
  }
  const auto first = [&](std::size_t i) -> const RunSummary& { return runs[groups[i].runs.front()]; };
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return first(a).largest_step_size < first(b).largest_step_size; });
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto& run = first(order[i]);
    const bool rises = i == 0 || run.largest_step_size > first(order[i - 1]).largest_step_size;
    if (!std::isfinite(run.largest_step_size) || run.experiment != first(0).experiment || !rises) return {};
  }
  return order.size() > 1 ? order : std::vector<std::size_t>();
}

}  // namespace

std::vector<GroupLook> group_looks(const std::vector<SeedGroup>& groups, const std::vector<RunSummary>& runs) {
  std::vector<std::string> labels;
  for (const auto& group : groups) labels.push_back(group.label);
  const auto names = short_labels(labels);
  std::vector<GroupLook> looks;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    looks.push_back({names[i], run_colour(i), run_colour(i), run_mark(i), run_dash(i)});
  }
  const auto order = order_of(groups, runs);
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    // Two or three are told apart better without the ends.
    const double end = order.size() < 4 ? 0.15 : 0.0;
    const double share = end + (1 - 2 * end) * static_cast<double>(rank) / static_cast<double>(order.size() - 1);
    auto& look = looks[order[rank]];
    look.colour = ordered_colour(share);
    look.colour_on_dark = ordered_colour_on_dark(share);
    look.mark = run_mark(rank);
    look.dash = LineDash::kSolid;
  }
  return looks;
}

std::vector<std::string> short_labels(std::vector<std::string> labels) {
  if (labels.size() < 2) return labels;
  auto common = labels.front();
  for (const auto& label : labels) {
    const auto end = std::mismatch(common.begin(), common.end(), label.begin(), label.end()).first;
    common.erase(end, common.end());
  }
  const auto last = common.find_last_of("-_/ ");
  if (last == std::string::npos) return labels;
  const auto cut = last + 1;
  if (std::any_of(labels.begin(), labels.end(), [&](const auto& label) { return label.size() <= cut; })) return labels;
  for (auto& label : labels) label.erase(0, cut);
  return labels;
}

}  // namespace largestep
