#include "datasets/picture_folder.h"

#include <torch/types.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <system_error>

#include "core/error.h"
#include "data/epoch_order.h"
#include "datasets/read_picture.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 8> kEndings = {".png",  ".jpg", ".jpeg", ".bmp",
                                                      ".webp", ".tif", ".tiff", ".ppm"};

bool is_picture(const fs::path& path) {
  auto ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

/// What is in a directory, hidden things left out, by name.
std::vector<fs::path> sorted_entries(const fs::path& directory) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    if (!entry->path().filename().string().starts_with('.')) entries.push_back(entry->path());
  }
  if (error) fail(ErrorKind::kData, "{} can't be listed: {}", directory.string(), error.message());
  std::sort(entries.begin(), entries.end());
  return entries;
}

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

fs::path training_folder(const fs::path& directory) {
  return is_folder(directory / "train") ? directory / "train" : directory;
}

/// Empty where there is none.
fs::path test_folder(const fs::path& directory) {
  if (training_folder(directory) == directory) return {};
  for (const char* name : {"test", "val", "validation"}) {
    if (is_folder(directory / name)) return directory / name;
  }
  return {};
}

std::vector<std::string> class_folders(const fs::path& directory) {
  const auto folder = training_folder(directory);
  std::vector<std::string> classes;
  for (const auto& entry : sorted_entries(folder)) {
    if (is_folder(entry)) classes.push_back(entry.filename().string());
  }
  if (classes.size() < 2) {
    fail(
        ErrorKind::kData,
        "{} has {} folders, but needs one for each of at least 2 classes, with pictures in them: train/CLASS/*.png and "
        "test/CLASS/*.png",
        folder.string(), classes.size());
  }
  return classes;
}

struct LabelledPicture {
  fs::path path;
  std::int64_t label;
};

std::vector<LabelledPicture> pictures_in(const fs::path& folder, const std::vector<std::string>& classes) {
  std::vector<LabelledPicture> pictures;
  for (const auto& entry : sorted_entries(folder)) {
    if (!is_folder(entry)) continue;
    const auto name = entry.filename().string();
    const auto found = std::find(classes.begin(), classes.end(), name);
    if (found == classes.end()) {
      fail(ErrorKind::kData, "{} is a class that the training pictures do not have", entry.string());
    }
    const auto before = pictures.size();
    for (const auto& file : sorted_entries(entry)) {
      if (is_picture(file)) pictures.push_back({file, found - classes.begin()});
    }
    if (pictures.size() == before) fail(ErrorKind::kData, "{} has no pictures, such as PNG or JPEG", entry.string());
  }
  return pictures;
}

ImageSet load_pictures(const fs::path& directory, Split split, std::int64_t side) {
  const auto classes = class_folders(directory);
  const auto folder = split == Split::kTrain ? training_folder(directory) : test_folder(directory);
  if (folder.empty()) return {};
  const auto pictures = pictures_in(folder, classes);
  const auto count = static_cast<std::int64_t>(pictures.size());
  ImageSet set{.images = torch::empty({count, 3, side, side}, torch::kUInt8),
               .labels = torch::empty({count}, torch::kInt64)};
  const auto order = epoch_order(count, /*seed=*/0, /*epoch=*/0);
  const auto* at = order.data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < count; ++i) {
    const auto& [path, label] = pictures[static_cast<std::size_t>(at[i])];
    set.images[i].copy_(read_picture(path, static_cast<int>(side)).image);
    set.labels[i] = label;
  }
  return set;
}

}  // namespace

DatasetSpec picture_folder() {
  return {.name = "folder",
          .title = "pictures in folders",
          .description = "your own pictures, cut to squares of --size pixels: train/CLASS/*.png and test/CLASS/*.png",
          .files = {},
          .archive_folder = "",
          .normalisation = std::nullopt,
          .describe = [](const fs::path& directory) { return "pictures of " + directory.string(); },
          .classes = class_folders,
          .load = load_pictures,
          .verify = nullptr};
}

}  // namespace largestep
