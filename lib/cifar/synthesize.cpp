#include "cifar/synthesize.h"

#include <span>
#include <string>
#include <system_error>

#include "cifar/cifar_format.h"
#include "cifar/synthetic_image.h"
#include "cifar/verify_cifar10.h"
#include "core/error.h"
#include "core/random.h"
#include "files/atomic_file.h"
#include "files/file_digest.h"

namespace largestep {
namespace {

void refuse_to_overwrite_real_data(const std::filesystem::path& directory) {
  if (is_synthetic(directory)) return;
  for (const auto name : kCifar10Files) {
    std::error_code error;
    if (std::filesystem::exists(directory / name, error)) {
      fail(ErrorKind::kInvalidArgument,
           "{} already holds {}, which is not marked as synthetic: name another directory for synthetic images",
           directory.string(), name);
    }
  }
}

std::string draw_file(std::uint64_t seed, std::size_t file) {
  std::string bytes(kCifar10FileBytes, '\0');
  for (std::size_t record = 0; record < kCifar10FileRecords; ++record) {
    const auto label = static_cast<int>(record % static_cast<std::size_t>(kCifar10Classes));
    auto* out = reinterpret_cast<std::uint8_t*>(bytes.data()) + record * kCifar10RecordBytes;
    out[0] = static_cast<std::uint8_t>(label);
    SplitMix64 random(stream_seed(seed, RandomStream::kSynthesis, file, record));
    draw_synthetic_image(label, random, std::span<std::uint8_t, kCifarImageBytes>(out + 1, kCifarImageBytes));
  }
  return bytes;
}

}  // namespace

void synthesize_cifar10(const std::filesystem::path& directory, std::uint64_t seed) {
  refuse_to_overwrite_real_data(directory);
  largestep::create_directories(directory);
  std::string marker = fmt::format(
      "These are not CIFAR-10: `largestep data synthesize --seed {}` drew these images. Figures from them say\n"
      "nothing about CIFAR-10. SHA-256 of the files:\n",
      seed);
  // The marker comes first, so that synthetic files are never there without it, and again with the sums.
  write_file_atomically(directory / kSyntheticMarker, marker);
  for (std::size_t file = 0; file < kCifar10Files.size(); ++file) {
    const auto bytes = draw_file(seed, file);
    write_file_atomically(directory / kCifar10Files[file], bytes);
    marker += sha256_line(sha256_of(bytes), kCifar10Files[file]);
  }
  write_file_atomically(directory / kSyntheticMarker, marker);
}

}  // namespace largestep
