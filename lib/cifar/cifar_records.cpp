#include "cifar/cifar_records.h"

#include <cstring>

#include "core/error.h"

namespace largestep {

void unpack_records(const CifarFormat& format, std::string_view records, std::span<std::uint8_t> images,
                    std::span<std::int64_t> labels) {
  const std::size_t count = labels.size();
  if (records.size() != count * format.record_bytes() || images.size() != count * kCifarImageBytes) {
    fail(ErrorKind::kInternal, "{} records of {} do not fit {} bytes", count, format.title, records.size());
  }
  for (std::size_t record = 0; record < count; ++record) {
    const char* pixels = records.data() + record * format.record_bytes() + format.label_bytes;
    const auto label = static_cast<std::uint8_t>(pixels[-1]);
    if (label >= format.classes) {
      fail(ErrorKind::kData, "record {} has label {}, labels go from 0 to {}", record, label, format.classes - 1);
    }
    labels[record] = label;
    std::memcpy(images.data() + record * kCifarImageBytes, pixels, kCifarImageBytes);
  }
}

}  // namespace largestep
