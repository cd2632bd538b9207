#pragma once

#include "datasets/dataset_spec.h"

namespace largestep {

/// SVHN's cropped digits, of the catalogue.
DatasetSpec svhn_dataset();

}  // namespace largestep
