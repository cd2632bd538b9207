#include "cifar/cifar_format.h"

namespace largestep {

const CifarFormat& cifar10_format() {
  static const auto format = [] {
    CifarFormat made{.title = "CIFAR-10",
                     .name = "cifar10",
                     .train = {},
                     .test = {kCifar10Files.back(), kCifar10FileRecords},
                     .label_bytes = 1,
                     .classes = kCifar10Classes};
    for (std::size_t i = 0; i < kCifar10TrainFiles; ++i) made.train.push_back({kCifar10Files[i], kCifar10FileRecords});
    return made;
  }();
  return format;
}

const CifarFormat& cifar100_format() {
  static const CifarFormat format{.title = "CIFAR-100",
                                  .name = "cifar100",
                                  .train = {{"train.bin", 50'000}},
                                  .test = {"test.bin", 10'000},
                                  .label_bytes = 2,
                                  .classes = 100};
  return format;
}

}  // namespace largestep
