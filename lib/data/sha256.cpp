#include "data/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <vector>

#include "core/error.h"
#include "files/input_file.h"

namespace largestep {
namespace {

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    if (!context_) fail(ErrorKind::kInternal, "could not allocate a SHA-256 context");
    check(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
  }

  void update(const char* bytes, std::size_t size) { check(EVP_DigestUpdate(context_.get(), bytes, size)); }

  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    check(EVP_DigestFinal_ex(context_.get(), digest.data(), &size));
    std::string text;
    for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
    return text;
  }

 private:
  static void check(int result) {
    if (result != 1) fail(ErrorKind::kInternal, "OpenSSL could not compute a SHA-256");
  }

  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

std::string sha256_of(std::string_view bytes) {
  Sha256 sha256;
  sha256.update(bytes.data(), bytes.size());
  return sha256.hex();
}

std::string sha256_of_file(const std::filesystem::path& path) {
  const InputFile file(path);
  Sha256 sha256;
  std::vector<char> piece(1 << 20);
  for (std::uint64_t offset = 0;;) {
    const auto got = file.read_at(offset, piece.data(), piece.size());
    sha256.update(piece.data(), got);
    offset += got;
    if (got < piece.size()) return sha256.hex();
  }
}

std::string sha256_line(std::string_view digest, std::string_view name) {
  return fmt::format("{}  {}\n", digest, name);
}

}  // namespace largestep
