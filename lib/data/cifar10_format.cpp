#include "data/cifar10_format.h"

namespace largestep {

std::string name_of(Split split) { return split == Split::kTrain ? "train" : "test"; }

}  // namespace largestep
