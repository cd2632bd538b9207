#pragma once

#include <cstdint>
#include <string>

#include "data/image_set.h"

namespace largestep {

/// Images a classifier is trained on and scored on.
struct LabelledImages {
  ImageSet train;
  ImageSet test = {};        ///< undefined tensors if there are none
  ImageSet validation = {};  ///< held out of the training set; undefined tensors if none are
  std::string name = "drawn images";
  std::int64_t classes = 10;
};

}  // namespace largestep
