#include "cifar/verify_cifar100.h"

#include <array>
#include <cstdint>

#include "cifar/cifar_format.h"
#include "core/error.h"
#include "files/atomic_file.h"
#include "files/file_digest.h"

namespace largestep {
namespace {

constexpr std::size_t kCoarseClasses = 20;
constexpr std::size_t kFineInCoarse = 5;

bool labels_are_described(const std::string& bytes, std::size_t record_bytes, std::size_t records) {
  constexpr std::size_t kFine = 100;
  std::array<std::size_t, kFine> images{};
  std::array<std::size_t, kFine> coarse_of{};
  for (std::size_t record = 0; record < records; ++record) {
    const auto coarse = static_cast<std::uint8_t>(bytes[record * record_bytes]);
    const auto fine = static_cast<std::uint8_t>(bytes[record * record_bytes + 1]);
    if (coarse >= kCoarseClasses || fine >= kFine) return false;
    if (images[fine]++ > 0 && coarse_of[fine] != coarse) return false;
    coarse_of[fine] = coarse;
  }
  std::array<std::size_t, kCoarseClasses> members{};
  for (std::size_t fine = 0; fine < kFine; ++fine) {
    if (images[fine] != records / kFine) return false;
    ++members[coarse_of[fine]];
  }
  for (const auto count : members) {
    if (count != kFineInCoarse) return false;
  }
  return true;
}

FileCheck check_labels(const std::filesystem::path& directory, const CifarFile& file, std::size_t record_bytes) {
  const auto size = file.records * record_bytes;
  auto check = check_file(directory / file.name, size, sha256_of_file);
  if (check.state != FileCheck::State::kDifferent) return check;
  try {
    const auto bytes = read_file(directory / file.name, size);
    if (bytes.size() == size && labels_are_described(bytes, record_bytes, file.records)) {
      check.state = FileCheck::State::kAsDescribed;
    }
  } catch (const Error&) {
    check.state = FileCheck::State::kUnreadable;
  }
  return check;
}

}  // namespace

std::vector<FileCheck> verify_cifar100(const std::filesystem::path& directory) {
  const auto& format = cifar100_format();
  return {check_labels(directory, format.train[0], format.record_bytes()),
          check_labels(directory, format.test, format.record_bytes())};
}

}  // namespace largestep
