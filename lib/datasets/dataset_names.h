#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace largestep {

/// Names of the catalogue's data sets.
std::vector<std::string> dataset_names();

/// @param side  of the images, as asked for
/// @throws Error{kInvalidArgument} if the data set has images of one size only, which is another.
void check_image_side(const std::string& dataset, std::int64_t side);

}  // namespace largestep
