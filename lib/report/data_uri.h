#pragma once

#include <string>

namespace largestep {

/// Bytes as an address that a page can load without a file: data:TYPE;base64,...
std::string data_uri(const char* media_type, const std::string& bytes);

}  // namespace largestep
