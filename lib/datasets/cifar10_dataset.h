#pragma once

#include "datasets/dataset_spec.h"

namespace largestep {

/// CIFAR-10, of the catalogue.
DatasetSpec cifar10_dataset();

}  // namespace largestep
