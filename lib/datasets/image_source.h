#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "datasets/dataset_spec.h"

namespace largestep {

/// A data set at its place.
struct ImageSource {
  const DatasetSpec* dataset;
  std::filesystem::path directory;
  std::int64_t side;  ///< of the images, where the data set leaves it open

  std::string title() const { return dataset->describe(directory); }
  std::vector<std::string> classes() const { return dataset->classes(directory); }
  /// @throws Error{kData}, for a part that the data set does not have as well.
  ImageSet load(Split split) const;
  /// Undefined tensors if the data set has no such part.
  ImageSet load_if_there(Split split) const { return dataset->load(directory, split, side); }
};

/// @param data  the flag of that name, see find_data_directory
/// @throws Error{kInvalidArgument}, Error{kData}
ImageSource find_images(const std::string& dataset, const std::string& data, std::int64_t side);

}  // namespace largestep
