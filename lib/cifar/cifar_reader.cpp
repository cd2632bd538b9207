#include "cifar/cifar_reader.h"

#include <span>
#include <string>
#include <system_error>

#include "cifar/cifar_records.h"
#include "core/error.h"
#include "files/input_file.h"

namespace largestep {
namespace {

std::string read_batch_file(const CifarFormat& format, const std::filesystem::path& path, std::size_t size) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    fail(ErrorKind::kData, "{} is missing: run data/fetch.sh {}, or name the directory of the files with --data",
         path.string(), format.name);
  }
  const InputFile file(path);
  if (file.size() != size) {
    fail(ErrorKind::kData, "{} is {} bytes long instead of {}: it is damaged or no {} file, fetch it again",
         path.string(), file.size(), size, format.title);
  }
  std::string bytes(size, '\0');
  if (file.read_at(0, bytes.data(), bytes.size()) != bytes.size()) {
    fail(ErrorKind::kData, "{} was cut off while it was read", path.string());
  }
  return bytes;
}

}  // namespace

ImageSet load_cifar(const CifarFormat& format, const std::filesystem::path& directory, Split split) {
  const auto files = split == Split::kTrain ? format.train : std::vector{format.test};
  std::size_t count = 0;
  for (const auto& file : files) count += file.records;
  const auto images = static_cast<std::int64_t>(count);
  ImageSet set{.images = torch::empty({images, 3, kCifarSide, kCifarSide}, torch::kUInt8),
               .labels = torch::empty({images}, torch::kInt64)};
  std::span pixels(set.images.data_ptr<std::uint8_t>(), count * kCifarImageBytes);
  std::span labels(set.labels.data_ptr<std::int64_t>(), count);
  for (const auto& [name, records] : files) {
    const auto path = directory / name;
    const auto bytes = read_batch_file(format, path, records * format.record_bytes());
    try {
      unpack_records(format, bytes, pixels.first(records * kCifarImageBytes), labels.first(records));
    } catch (const Error& error) {
      fail(error.kind(), "{}: {}; fetch the file again", path.string(), error.what());
    }
    pixels = pixels.subspan(records * kCifarImageBytes);
    labels = labels.subspan(records);
  }
  return set;
}

}  // namespace largestep
