#include "cifar/cifar_records.h"

#include <algorithm>
#include <vector>

#include "cifar/cifar_format.h"
#include "fuzz/expect.h"
#include "fuzz/targets.h"

namespace largestep {

void fuzz_cifar_records(std::string_view input) {
  const std::size_t count = input.size() / kCifar10RecordBytes;
  std::vector<std::uint8_t> images(count * kCifarImageBytes);
  std::vector<std::int64_t> labels(count);
  allow({ErrorKind::kData}, [&] {
    unpack_records(cifar10_format(), input.substr(0, count * kCifar10RecordBytes), images, labels);
    promise(std::all_of(labels.begin(), labels.end(),
                        [](std::int64_t label) { return label >= 0 && label < kCifar10Classes; }),
            "labels are classes");
    for (std::size_t i = 0; i < count; ++i) {
      promise(images[i * kCifarImageBytes + 7] == static_cast<std::uint8_t>(input[i * kCifar10RecordBytes + 8]),
              "pixels follow the label");
    }
  });
}

}  // namespace largestep
