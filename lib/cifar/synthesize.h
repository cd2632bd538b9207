#pragma once

#include <cstdint>
#include <filesystem>

namespace largestep {

/// Writes a learnable stand-in for CIFAR-10, for trying the program out without the data: six files of the same names,
/// format and size with drawn images (synthetic_image.h), and SYNTHETIC.txt, which says so and lists their SHA-256.
/// Each file has 1,000 images of each class; record r has class r mod 10, so that every prefix is balanced too.
/// The bytes depend on the seed only. Creates the directory if needed; each file is written atomically.
/// @throws Error{kInvalidArgument} if the directory has batch files that are not marked as synthetic; Error{kWrite}.
void synthesize_cifar10(const std::filesystem::path& directory, std::uint64_t seed);

}  // namespace largestep
