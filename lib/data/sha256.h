#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace largestep {

/// SHA-256 of bytes, as 64 lower-case hexadecimal digits.
std::string sha256_of(std::string_view bytes);

/// SHA-256 of a file's content, read in pieces. @throws Error{kData} if it cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);

/// "<digest>  <name>\n", the line that sha256sum prints and checks.
std::string sha256_line(std::string_view digest, std::string_view name);

}  // namespace largestep
