#include "datasets/data_directory.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <vector>

#include "core/error.h"
#include "core/version.h"
#include "datasets/mistaken_format.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEnvironmentVariable = "LARGESTEP_DATA";

std::size_t count_files(const fs::path& directory, const DatasetSpec& dataset) {
  const auto is_there = [&](const std::string& name) {
    std::error_code error;
    return fs::exists(directory / name, error);
  };
  return static_cast<std::size_t>(std::count_if(dataset.files.begin(), dataset.files.end(), is_there));
}

std::vector<fs::path> folders_with_files(const fs::path& directory, const DatasetSpec& dataset,
                                         std::size_t least_files) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    // Hidden folders are downloads under way.
    if (entry->path().filename().string().starts_with('.')) continue;
    if (count_files(entry->path(), dataset) >= least_files) found.push_back(entry->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// The directory with at least that many of the files, or an empty path.
fs::path find_below(const fs::path& start, const DatasetSpec& dataset, std::size_t least_files) {
  for (const auto& candidate : {start, start / dataset.archive_folder}) {
    if (count_files(candidate, dataset) >= least_files) return candidate;
  }
  const auto folders = folders_with_files(start, dataset, least_files);
  if (folders.size() > 1) {
    fail(ErrorKind::kData, "{} has several folders with {} files ({} and {}): name one with --data", start.string(),
         dataset.title, folders[0].filename().string(), folders[1].filename().string());
  }
  return folders.empty() ? fs::path() : folders.front();
}

struct Start {
  fs::path path;
  std::string named_by;
};

Start starting_place(const std::string& flag, const DatasetSpec& dataset) {
  if (!flag.empty()) return {flag, "as the command line says"};
  const char* value = std::getenv(kEnvironmentVariable);
  if (value != nullptr && *value != '\0') return {value, fmt::format("as {} says", kEnvironmentVariable)};
  // An installed program has no source tree beside it.
  const fs::path here = "data";
  const auto source = fs::path(source_directory()) / "data";
  std::error_code error;
  if (!find_below(here, dataset, 1).empty() || !fs::is_directory(source, error)) return {here, "the place by default"};
  return {source, "the place by default"};
}

fs::path directory_of_pictures(const std::string& flag) {
  const char* value = std::getenv(kEnvironmentVariable);
  const fs::path place = !flag.empty() ? flag : value != nullptr ? value : "";
  std::error_code error;
  if (place.empty() || !fs::is_directory(place, error)) {
    fail(ErrorKind::kData, "{} is no directory: name the one that has the folders of pictures with --data",
         place.empty() ? "\"\"" : place.string());
  }
  return place;
}

}  // namespace

std::filesystem::path find_data_directory(const std::string& flag, const DatasetSpec& dataset) {
  if (dataset.files.empty()) return directory_of_pictures(flag);
  const auto start = starting_place(flag, dataset);
  for (const std::size_t least_files : {dataset.files.size(), std::size_t{1}}) {
    if (auto found = find_below(start.path, dataset, least_files); !found.empty()) return found;
  }
  if (const auto mistake = mistaken_format(start.path, dataset); !mistake.empty())
    fail(ErrorKind::kData, "{}", mistake);
  fail(ErrorKind::kData,
       "found no {} files ({} and so on) in {} or a folder of it ({}): run data/fetch.sh {}, or name their directory "
       "with --data or {}",
       dataset.title, dataset.files.front(), start.path.string(), start.named_by, dataset.name, kEnvironmentVariable);
}

}  // namespace largestep
