#include "datasets/cifar100_dataset.h"

#include "cifar/cifar_format.h"
#include "cifar/cifar_reader.h"
#include "cifar/verify_cifar100.h"

namespace largestep {
namespace {

/// The fine classes, as fine_label_names.txt of the archive lists them.
std::vector<std::string> fine_classes(const std::filesystem::path&) {
  return {"apple",      "aquarium_fish", "baby",         "bear",       "beaver",      "bed",         "bee",
          "beetle",     "bicycle",       "bottle",       "bowl",       "boy",         "bridge",      "bus",
          "butterfly",  "camel",         "can",          "castle",     "caterpillar", "cattle",      "chair",
          "chimpanzee", "clock",         "cloud",        "cockroach",  "couch",       "crab",        "crocodile",
          "cup",        "dinosaur",      "dolphin",      "elephant",   "flatfish",    "forest",      "fox",
          "girl",       "hamster",       "house",        "kangaroo",   "keyboard",    "lamp",        "lawn_mower",
          "leopard",    "lion",          "lizard",       "lobster",    "man",         "maple_tree",  "motorcycle",
          "mountain",   "mouse",         "mushroom",     "oak_tree",   "orange",      "orchid",      "otter",
          "palm_tree",  "pear",          "pickup_truck", "pine_tree",  "plain",       "plate",       "poppy",
          "porcupine",  "possum",        "rabbit",       "raccoon",    "ray",         "road",        "rocket",
          "rose",       "sea",           "seal",         "shark",      "shrew",       "skunk",       "skyscraper",
          "snail",      "snake",         "spider",       "squirrel",   "streetcar",   "sunflower",   "sweet_pepper",
          "table",      "tank",          "telephone",    "television", "tiger",       "tractor",     "train",
          "trout",      "tulip",         "turtle",       "wardrobe",   "whale",       "willow_tree", "wolf",
          "woman",      "worm"};
}

}  // namespace

DatasetSpec cifar100_dataset() {
  return {.name = "cifar100",
          .title = "CIFAR-100",
          .description = "50,000 + 10,000 images of 32x32 in 100 classes: the binary version, train.bin and test.bin",
          .files = {"train.bin", "test.bin"},
          .archive_folder = "cifar-100-binary",
          .training_images = 50'000,
          .normalisation = Normalisation{.mean = {0.5071, 0.4865, 0.4409}, .deviation = {0.2673, 0.2564, 0.2762}},
          .describe = [](const std::filesystem::path&) { return std::string("CIFAR-100"); },
          .classes = fine_classes,
          .load = [](const std::filesystem::path& directory, Split split,
                     std::int64_t) { return load_cifar(cifar100_format(), directory, split); },
          .verify = verify_cifar100};
}

}  // namespace largestep
