#include "files/file_digest.h"

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <vector>

#include "core/error.h"
#include "files/input_file.h"

namespace largestep {
namespace {

class Digest {
 public:
  explicit Digest(const EVP_MD* algorithm) : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    if (!context_) fail(ErrorKind::kInternal, "could not allocate a digest's context");
    check(EVP_DigestInit_ex(context_.get(), algorithm, nullptr));
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
    if (result != 1) fail(ErrorKind::kInternal, "OpenSSL could not compute a digest");
  }

  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

std::string digest_of_file(const std::filesystem::path& path, const EVP_MD* algorithm) {
  const InputFile file(path);
  Digest digest(algorithm);
  std::vector<char> piece(1 << 20);
  for (std::uint64_t offset = 0;;) {
    const auto got = file.read_at(offset, piece.data(), piece.size());
    digest.update(piece.data(), got);
    offset += got;
    if (got < piece.size()) return digest.hex();
  }
}

}  // namespace

std::string sha256_of(std::string_view bytes) {
  Digest digest(EVP_sha256());
  digest.update(bytes.data(), bytes.size());
  return digest.hex();
}

std::string sha256_of_file(const std::filesystem::path& path) { return digest_of_file(path, EVP_sha256()); }

std::string md5_of_file(const std::filesystem::path& path) { return digest_of_file(path, EVP_md5()); }

std::string sha256_line(std::string_view digest, std::string_view name) {
  return fmt::format("{}  {}\n", digest, name);
}

}  // namespace largestep
