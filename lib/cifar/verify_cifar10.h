#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "cifar/file_check.h"

namespace largestep {

/// File that marks a directory of synthetic images. It says so in words and lists the SHA-256 of the six files in the
/// format of sha256sum.
inline constexpr std::string_view kSyntheticMarker = "SYNTHETIC.txt";

/// Compares the six files with the published SHA-256 of CIFAR-10 (binary version). Hashes 184 MB, a fraction of a
/// second. Never throws for what it finds.
std::vector<FileCheck> verify_cifar10(const std::filesystem::path& directory);

/// Whether all six files are the published ones.
bool is_official_cifar10(const std::filesystem::path& directory);

/// Whether the directory is marked as holding synthetic images. Looks at the marker only.
bool is_synthetic(const std::filesystem::path& directory);

/// "CIFAR-10" or "synthetic images (not CIFAR-10)", by the marker only.
std::string describe_cifar10(const std::filesystem::path& directory);

}  // namespace largestep
