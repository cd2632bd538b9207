#include "core/suggest.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace largestep {
namespace {

/// Letters to insert, leave out, replace or exchange with their neighbour (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      row[j + 1] = std::min({last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1});
      const bool exchanged = i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j];
      if (exchanged) row[j + 1] = std::min(row[j + 1], before_last[j - 1] + 1);
    }
  }
  return row.back();
}

}  // namespace

std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates) {
  std::string best;
  auto best_distance = std::numeric_limits<std::size_t>::max();
  for (const auto& candidate : candidates) {
    const auto distance = edit_distance(name, candidate);
    const auto most = std::max<std::size_t>(1, (name.size() + candidate.size() + 1) / 6);
    if (distance <= most && distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates) {
  std::string found;
  for (const auto& candidate : candidates) {
    if (!name.empty() && candidate.starts_with(std::string(name) + "-")) {
      found += (found.empty() ? "" : ", ") + candidate;
    }
  }
  if (found.empty()) found = nearest_name(name, candidates);
  return found.empty() ? "" : "; did you mean " + found + "?";
}

}  // namespace largestep
