#include "report/data_uri.h"

#include <fmt/format.h>
#include <openssl/evp.h>

namespace largestep {

std::string data_uri(const char* media_type, const std::string& bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return fmt::format("data:{};base64,{}", media_type, text);
}

}  // namespace largestep
