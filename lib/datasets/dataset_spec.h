#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cifar/file_check.h"
#include "data/image_set.h"
#include "data/split.h"
#include "ops/normalisation.h"

namespace largestep {

/// Labelled images that a network can be trained on. A new data set is a file of its own and a line in
/// dataset_catalog.cpp.
struct DatasetSpec {
  std::string name;         ///< "cifar10"
  std::string title;        ///< "CIFAR-10"
  std::string description;  ///< a sentence
  /// Names of its files, by which its directory is known; none: the directory is taken as it is.
  std::vector<std::string> files;
  std::string archive_folder;        ///< as its archive unpacks; "" for none
  std::int64_t training_images = 0;  ///< as published; 0 where it is the user's
  /// What networks for it usually take their inputs with; none where there is no such thing.
  std::optional<Normalisation> normalisation;

  /// What a directory holds, in words. Looks at names only.
  std::string (*describe)(const std::filesystem::path& directory);
  /// Names of the classes, in the order of the labels.
  std::vector<std::string> (*classes)(const std::filesystem::path& directory);
  /// @param side  of the images, in pixels: other pictures are resized, where the data set has them; else not looked at
  /// @throws Error{kData} naming the file that is missing or damaged.
  ImageSet (*load)(const std::filesystem::path& directory, Split split, std::int64_t side);
  /// Compares its files with what is published. Never throws for what it finds. nullptr: nothing is published.
  std::vector<FileCheck> (*verify)(const std::filesystem::path& directory);
};

}  // namespace largestep
