#include "data/cifar10_reader.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <vector>

#include "core/error.h"

namespace largestep {
namespace {

std::vector<char> read_batch_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    fail(ErrorKind::kData, "{} is missing: run data/fetch_cifar10.sh, or name the directory of the files with --data",
         path.string());
  }
  const auto size = std::filesystem::file_size(path, error);
  if (error) fail(ErrorKind::kData, "could not read {}: {}", path.string(), error.message());
  if (size != kFileBytes) {
    fail(ErrorKind::kData, "{} is {} bytes long instead of {}: it is damaged or no CIFAR-10 file, fetch it again",
         path.string(), size, kFileBytes);
  }
  std::vector<char> bytes(kFileBytes);
  std::ifstream in(path, std::ios::binary);
  if (!in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
    fail(ErrorKind::kData, "could not read {}: {}", path.string(), std::strerror(errno));
  }
  return bytes;
}

void unpack(const std::vector<char>& bytes, const std::filesystem::path& path, std::uint8_t* images,
            std::int64_t* labels) {
  for (std::size_t record = 0; record < kRecordsPerFile; ++record) {
    const char* in = bytes.data() + record * kRecordBytes;
    const auto label = static_cast<std::uint8_t>(*in);
    if (label >= kClasses) {
      fail(ErrorKind::kData, "{}: record {} has label {}, labels go from 0 to {}; fetch the file again", path.string(),
           record, label, kClasses - 1);
    }
    labels[record] = label;
    std::memcpy(images + record * kImageBytes, in + 1, kImageBytes);
  }
}

}  // namespace

ImageSet load_cifar10(const std::filesystem::path& directory, Split split) {
  const std::size_t first = split == Split::kTrain ? 0 : kTrainFiles;
  const std::size_t count = split == Split::kTrain ? kTrainFiles : kFileNames.size() - kTrainFiles;
  const auto images = static_cast<std::int64_t>(count * kRecordsPerFile);
  ImageSet set{.images = torch::empty({images, kImageChannels, kImageSide, kImageSide}, torch::kUInt8),
               .labels = torch::empty({images}, torch::kInt64)};
  for (std::size_t i = 0; i < count; ++i) {
    const auto path = directory / kFileNames[first + i];
    unpack(read_batch_file(path), path, set.images.data_ptr<std::uint8_t>() + i * kRecordsPerFile * kImageBytes,
           set.labels.data_ptr<std::int64_t>() + i * kRecordsPerFile);
  }
  return set;
}

}  // namespace largestep
