#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "run_files/run_data.h"

namespace largestep {

/// The features of a network trained anywhere, as `largestep features --json` measured them.
struct FeatureRow {
  std::string label;              ///< the file's name without its ending
  nlohmann::ordered_json values;  ///< as docs/RUN_FILES.md has it
};

/// @throws Error{kData} naming the file: none that can be read, or not what `largestep features --json` writes.
FeatureRow read_feature_row(const std::filesystem::path& path);

/// A section with the rows and, beneath, the last block of each run that has one; "" without rows.
std::string features_section_html(const std::vector<FeatureRow>& rows, const std::vector<RunData>& runs);

}  // namespace largestep
