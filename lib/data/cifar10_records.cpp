#include "data/cifar10_records.h"

#include <cstring>

#include "core/error.h"
#include "data/cifar10_format.h"

namespace largestep {

void unpack_records(std::string_view records, std::span<std::uint8_t> images, std::span<std::int64_t> labels) {
  const std::size_t count = labels.size();
  if (records.size() != count * kRecordBytes || images.size() != count * kImageBytes) {
    fail(ErrorKind::kInternal, "{} records of CIFAR-10 do not fit {} bytes", count, records.size());
  }
  for (std::size_t record = 0; record < count; ++record) {
    const char* in = records.data() + record * kRecordBytes;
    const auto label = static_cast<std::uint8_t>(*in);
    if (label >= kClasses) {
      fail(ErrorKind::kData, "record {} has label {}, labels go from 0 to {}", record, label, kClasses - 1);
    }
    labels[record] = label;
    std::memcpy(images.data() + record * kImageBytes, in + 1, kImageBytes);
  }
}

}  // namespace largestep
