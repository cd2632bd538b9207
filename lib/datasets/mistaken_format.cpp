#include "datasets/mistaken_format.h"

#include <fmt/format.h>

#include <array>
#include <system_error>

#include "datasets/dataset_catalog.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

/// A form of a data set that is not read, known by a file.
struct OtherForm {
  const char* file;
  const char* what;
};

constexpr std::array<OtherForm, 6> kOtherForms = {{
    {"data_batch_1", "the version of CIFAR-10 for Python"},
    {"cifar-10-batches-py", "the version of CIFAR-10 for Python"},
    {"cifar-100-python", "the version of CIFAR-100 for Python"},
    {"meta", "the version of CIFAR-100 for Python"},
    {"data_batch_1.mat", "the version of CIFAR-10 for MATLAB"},
    {"digitStruct.mat", "SVHN's full numbers, not its cropped digits"},
}};

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

bool is_archive(const fs::path& path) {
  const auto name = path.filename().string();
  return name.ends_with(".tar.gz") || name.ends_with(".tgz") || name.ends_with(".tar") || name.ends_with(".zip");
}

/// An archive at the place or in it whose name may be the data set's, "cifar-10-binary.tar.gz".
fs::path archive_at(const fs::path& place, const DatasetSpec& wanted) {
  std::error_code error;
  if (fs::is_regular_file(place, error)) return is_archive(place) ? place : fs::path();
  for (fs::directory_iterator entry(place, error), end; !error && entry != end; entry.increment(error)) {
    auto name = entry->path().filename().string();
    std::erase(name, '-');
    if (is_archive(entry->path()) && name.starts_with(wanted.name)) return entry->path();
  }
  return {};
}

}  // namespace

std::string mistaken_format(const fs::path& place, const DatasetSpec& wanted) {
  const auto fetch = fmt::format("data/fetch.sh {} fetches the files that are read", wanted.name);
  for (const auto& other : dataset_catalog()) {
    if (other.name == wanted.name || other.files.empty()) continue;
    for (const auto& directory : {place, place / other.archive_folder}) {
      if (!is_there(directory / other.files.front())) continue;
      return fmt::format("{} holds {}, not {}: give --dataset {}, or another directory with --data", directory.string(),
                         other.title, wanted.title, other.name);
    }
  }
  for (const auto& [file, what] : kOtherForms) {
    if (is_there(place / file)) {
      return fmt::format("{} holds {}, which is not read ({} is looked for): {}", place.string(), what,
                         wanted.files.front(), fetch);
    }
  }
  if (const auto archive = archive_at(place, wanted); !archive.empty()) {
    return fmt::format("{} is an archive: unpack it, and name the directory of its files with --data",
                       archive.string());
  }
  std::error_code error;
  if (fs::is_regular_file(place, error)) {
    return fmt::format("{} is a file: name the directory of the {} files with --data", place.string(), wanted.title);
  }
  return "";
}

}  // namespace largestep
