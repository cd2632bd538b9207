#pragma once

#include <filesystem>
#include <vector>

#include "cifar/file_check.h"

namespace largestep {

/// Looks at train.bin and test.bin of CIFAR-100: their size, and whether their labels are as described (500 and 100
/// images a class, five classes in each of the twenty coarse ones). Only the archive's digest is published, not the
/// files'. Never throws for what it finds.
std::vector<FileCheck> verify_cifar100(const std::filesystem::path& directory);

}  // namespace largestep
