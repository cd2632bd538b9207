#include "core/file_name_word.h"

#include <cctype>

namespace largestep {

std::string file_name_word(std::string text) {
  for (char& letter : text) {
    const bool is_plain =
        std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '.' || letter == '+' || letter == '_';
    if (!is_plain) letter = '-';
  }
  return text;
}

}  // namespace largestep
