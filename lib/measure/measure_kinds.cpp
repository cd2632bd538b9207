#include "measure/measure_kinds.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>

#include "core/error.h"
#include "core/suggest.h"

namespace largestep {

const std::vector<MeasureInfo>& measure_infos() {
  static const std::vector<MeasureInfo> infos{
      {MeasureKind::kDead, "dead", "units of each layer that are active for no probe image (free)"},
      {MeasureKind::kDuplicates, "duplicates",
       "units of each block, of at most 1000 drawn, removed because another correlates above 0.95 with them (free)"},
      {MeasureKind::kChannels, "channels", "histogram of the active fraction of each layer's channels (free)"},
      {MeasureKind::kRank, "rank",
       "principal components for 99 % of the variance, and entropy effective rank, of each block's features (0.6 s)"},
      {MeasureKind::kNorms, "norms", "norm of the weights, and of the loss's gradient on the fixed batch (0.2 s)"},
      {MeasureKind::kHessian, "hessian", "largest eigenvalue of the loss's Hessian on the fixed batch (9 s)"},
      {MeasureKind::kSharpness, "sharpness", "curvature along the gradients of 8 training batches (8 s)"},
      {MeasureKind::kJacobian, "jacobian", "rank of the per-image gradients of the true class's output (1 s)"},
  };
  return infos;
}

std::string name_of(MeasureKind kind) {
  const auto& infos = measure_infos();
  return std::find_if(infos.begin(), infos.end(), [&](const MeasureInfo& info) { return info.kind == kind; })->name;
}

std::vector<MeasureKind> parse_measures(const std::string& text) {
  std::vector<std::string> known{"all"};
  for (const auto& info : measure_infos()) known.push_back(info.name);
  std::vector<std::string> wanted;
  std::istringstream stream(text);
  for (std::string name; std::getline(stream, name, ',');) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const auto nearest = nearest_name(name, known);
      fail(ErrorKind::kInvalidArgument, "measures names \"{}\"{}, but there are {}", name,
           nearest.empty() ? "" : " (did you mean " + nearest + "?)", fmt::join(known, ", "));
    }
    wanted.push_back(name);
  }
  if (wanted.empty()) fail(ErrorKind::kInvalidArgument, "measures is empty, but there are {}", fmt::join(known, ", "));
  const auto is_wanted = [&](const std::string& name) {
    return std::find(wanted.begin(), wanted.end(), name) != wanted.end();
  };
  std::vector<MeasureKind> kinds;
  for (const auto& info : measure_infos()) {
    if (is_wanted("all") || is_wanted(info.name)) kinds.push_back(info.kind);
  }
  return kinds;
}

}  // namespace largestep
