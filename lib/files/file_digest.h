#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace largestep {

// Digests as lower-case hexadecimal digits. Files are read in pieces.

std::string sha256_of(std::string_view bytes);

/// @throws Error{kData} if it cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);

/// Of data sets that are published with no better one. @throws Error{kData} if it cannot be read.
std::string md5_of_file(const std::filesystem::path& path);

/// "<digest>  <name>\n", the line that sha256sum prints and checks.
std::string sha256_line(std::string_view digest, std::string_view name);

}  // namespace largestep
