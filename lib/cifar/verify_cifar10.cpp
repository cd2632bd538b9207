#include "cifar/verify_cifar10.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <system_error>

#include "cifar/cifar_format.h"
#include "core/error.h"
#include "files/atomic_file.h"
#include "files/file_digest.h"

namespace largestep {
namespace {

// Of the files in cifar-10-binary.tar.gz, in the order of kCifar10Files.
constexpr std::array<std::string_view, kCifar10Files.size()> kOfficialSha256 = {
    "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
    "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
    "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
    "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
    "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
    "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
};

constexpr std::size_t kMaxMarkerBytes = 1 << 16;

std::string read_marker(const std::filesystem::path& directory) {
  if (!is_synthetic(directory)) return {};
  try {
    return read_file(directory / kSyntheticMarker, kMaxMarkerBytes);
  } catch (const Error&) {
    return {};  // an unreadable marker lists nothing
  }
}

FileCheck check_batch_file(const std::filesystem::path& directory, std::size_t index, const std::string& marker) {
  using State = FileCheck::State;
  auto check = check_file(directory / kCifar10Files[index], kCifar10FileBytes, sha256_of_file);
  if (check.state != State::kDifferent) return check;
  if (check.digest == kOfficialSha256[index]) {
    check.state = State::kOfficial;
  } else if (marker.find(sha256_line(check.digest, check.name)) != std::string::npos) {
    check.state = State::kSynthetic;
  }
  return check;
}

}  // namespace

std::vector<FileCheck> verify_cifar10(const std::filesystem::path& directory) {
  const std::string marker = read_marker(directory);
  std::vector<FileCheck> checks;
  for (std::size_t i = 0; i < kCifar10Files.size(); ++i) checks.push_back(check_batch_file(directory, i, marker));
  return checks;
}

bool is_official_cifar10(const std::filesystem::path& directory) {
  const auto checks = verify_cifar10(directory);
  return std::all_of(checks.begin(), checks.end(),
                     [](const FileCheck& check) { return check.state == FileCheck::State::kOfficial; });
}

bool is_synthetic(const std::filesystem::path& directory) {
  std::error_code error;
  return std::filesystem::exists(directory / kSyntheticMarker, error);
}

std::string describe_cifar10(const std::filesystem::path& directory) {
  return is_synthetic(directory) ? "synthetic images (not CIFAR-10)" : "CIFAR-10";
}

}  // namespace largestep
