#pragma once

#include "datasets/dataset_spec.h"

namespace largestep {

/// CIFAR-100, of the catalogue.
DatasetSpec cifar100_dataset();

}  // namespace largestep
