#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace largestep {

/// What became of a file of a data set.
struct FileCheck {
  enum class State {
    kOfficial,     ///< the published bytes
    kAsDescribed,  ///< size, labels and their numbers as published; no digest of this file is
    kSynthetic,    ///< the bytes that SYNTHETIC.txt beside it lists
    kMissing,      ///< not there
    kWrongSize,    ///< not the published size
    kDifferent,    ///< right size, other bytes
    kUnreadable,   ///< there, but it could not be read
  };
  std::string name;
  State state = State::kMissing;
  std::string digest = {};  ///< lower-case hexadecimal; empty if missing, unreadable or of the wrong size
};

/// The state in a word or two ("official", "wrong size", ...).
std::string name_of(FileCheck::State state);

/// The name of a file, and whether it is missing, unreadable or not `bytes` long; else kDifferent with its digest, for
/// the caller to compare.
/// @param digest  sha256_of_file or md5_of_file. Never throws for what it finds.
FileCheck check_file(const std::filesystem::path& path, std::uint64_t bytes,
                     std::string (*digest)(const std::filesystem::path& path));

}  // namespace largestep
