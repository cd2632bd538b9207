#pragma once

#include <string>
#include <vector>

namespace largestep {

/// The measures that can be asked for by name beside the active fractions.
enum class MeasureKind { kDead, kDuplicates, kChannels, kRank, kNorms, kHessian, kSharpness, kJacobian };

/// A measure for `--measures`.
struct MeasureInfo {
  MeasureKind kind;
  std::string name;  ///< "hessian"
  std::string help;  ///< what it gives, and what it costs
};

/// All of them, in the order in which they are computed and shown.
const std::vector<MeasureInfo>& measure_infos();
std::string name_of(MeasureKind kind);

/// Reads "all", or names separated by commas; each measure once, in the order of measure_infos().
/// @throws Error{kInvalidArgument} naming the nearest real name; for an empty text, too.
std::vector<MeasureKind> parse_measures(const std::string& text);

}  // namespace largestep
