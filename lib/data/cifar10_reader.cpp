#include "data/cifar10_reader.h"

#include <span>
#include <string>
#include <system_error>

#include "core/error.h"
#include "data/cifar10_records.h"
#include "files/input_file.h"

namespace largestep {
namespace {

std::string read_batch_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    fail(ErrorKind::kData, "{} is missing: run data/fetch_cifar10.sh, or name the directory of the files with --data",
         path.string());
  }
  const InputFile file(path);
  if (file.size() != kFileBytes) {
    fail(ErrorKind::kData, "{} is {} bytes long instead of {}: it is damaged or no CIFAR-10 file, fetch it again",
         path.string(), file.size(), kFileBytes);
  }
  std::string bytes(kFileBytes, '\0');
  if (file.read_at(0, bytes.data(), bytes.size()) != bytes.size()) {
    fail(ErrorKind::kData, "{} was cut off while it was read", path.string());
  }
  return bytes;
}

void read_records(const std::filesystem::path& path, std::span<std::uint8_t> images, std::span<std::int64_t> labels) {
  const auto bytes = read_batch_file(path);
  try {
    unpack_records(bytes, images, labels);
  } catch (const Error& error) {
    fail(error.kind(), "{}: {}; fetch the file again", path.string(), error.what());
  }
}

}  // namespace

ImageSet load_cifar10(const std::filesystem::path& directory, Split split) {
  const std::size_t first = split == Split::kTrain ? 0 : kTrainFiles;
  const std::size_t count = split == Split::kTrain ? kTrainFiles : kFileNames.size() - kTrainFiles;
  const auto images = static_cast<std::int64_t>(count * kRecordsPerFile);
  ImageSet set{.images = torch::empty({images, kImageChannels, kImageSide, kImageSide}, torch::kUInt8),
               .labels = torch::empty({images}, torch::kInt64)};
  const std::span pixels(set.images.data_ptr<std::uint8_t>(), count * kRecordsPerFile * kImageBytes);
  const std::span labels(set.labels.data_ptr<std::int64_t>(), count * kRecordsPerFile);
  for (std::size_t i = 0; i < count; ++i) {
    read_records(directory / kFileNames[first + i],
                 pixels.subspan(i * kRecordsPerFile * kImageBytes, kRecordsPerFile * kImageBytes),
                 labels.subspan(i * kRecordsPerFile, kRecordsPerFile));
  }
  return set;
}

}  // namespace largestep
