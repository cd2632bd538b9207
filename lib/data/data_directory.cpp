#include "data/data_directory.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <vector>

#include "core/error.h"
#include "core/version.h"
#include "data/cifar10_format.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEnvironmentVariable = "LARGESTEP_DATA";
constexpr std::string_view kArchiveFolder = "cifar-10-batches-bin";

std::size_t count_batch_files(const fs::path& directory) {
  const auto is_there = [&](std::string_view name) {
    std::error_code error;
    return fs::exists(directory / name, error);
  };
  return static_cast<std::size_t>(std::count_if(kFileNames.begin(), kFileNames.end(), is_there));
}

std::vector<fs::path> folders_with_files(const fs::path& directory, std::size_t least_files) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    // Hidden folders are downloads under way.
    if (entry->path().filename().string().starts_with('.')) continue;
    if (count_batch_files(entry->path()) >= least_files) found.push_back(entry->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// The directory with at least that many of the files, or an empty path.
fs::path find_below(const fs::path& start, std::size_t least_files) {
  for (const auto& candidate : {start, start / kArchiveFolder}) {
    if (count_batch_files(candidate) >= least_files) return candidate;
  }
  const auto folders = folders_with_files(start, least_files);
  if (folders.size() > 1) {
    fail(ErrorKind::kData, "{} has several folders with CIFAR-10 files ({} and {}): name one with --data",
         start.string(), folders[0].filename().string(), folders[1].filename().string());
  }
  return folders.empty() ? fs::path() : folders.front();
}

struct Start {
  fs::path path;
  std::string named_by;
};

Start starting_place(const std::string& flag) {
  if (!flag.empty()) return {flag, "as the command line says"};
  const char* value = std::getenv(kEnvironmentVariable);
  if (value != nullptr && *value != '\0') return {value, fmt::format("as {} says", kEnvironmentVariable)};
  // An installed program has no source tree beside it.
  const fs::path here = "data";
  const auto source = fs::path(source_directory()) / "data";
  std::error_code error;
  if (!find_below(here, 1).empty() || !fs::is_directory(source, error)) return {here, "the place by default"};
  return {source, "the place by default"};
}

}  // namespace

std::filesystem::path find_data_directory(const std::string& flag) {
  const auto start = starting_place(flag);
  for (const std::size_t least_files : {kFileNames.size(), std::size_t{1}}) {
    if (auto found = find_below(start.path, least_files); !found.empty()) return found;
  }
  fail(ErrorKind::kData,
       "found no CIFAR-10 files (data_batch_1.bin and so on) in {} or a folder of it ({}): run data/fetch_cifar10.sh, "
       "or name their directory with --data or {}",
       start.path.string(), start.named_by, kEnvironmentVariable);
}

}  // namespace largestep
