#include "datasets/cifar10_dataset.h"

#include "cifar/cifar_format.h"
#include "cifar/cifar_reader.h"
#include "cifar/verify_cifar10.h"

namespace largestep {

DatasetSpec cifar10_dataset() {
  return {
      .name = "cifar10",
      .title = "CIFAR-10",
      .description = "50,000 + 10,000 images of 32x32 in 10 classes: the binary version, data_batch_1.bin and so on",
      .files = {kCifar10Files.begin(), kCifar10Files.end()},
      .archive_folder = "cifar-10-batches-bin",
      .training_images = 50'000,
      .normalisation = Normalisation{.mean = {0.4914, 0.4822, 0.4465}, .deviation = {0.2470, 0.2435, 0.2616}},
      .describe = describe_cifar10,
      .classes =
          [](const std::filesystem::path&) {
            return std::vector<std::string>{"airplane", "automobile", "bird",  "cat",  "deer",
                                            "dog",      "frog",       "horse", "ship", "truck"};
          },
      .load = [](const std::filesystem::path& directory, Split split,
                 std::int64_t) { return load_cifar(cifar10_format(), directory, split); },
      .verify = verify_cifar10};
}

}  // namespace largestep
