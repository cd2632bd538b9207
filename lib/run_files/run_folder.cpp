#include "run_files/run_folder.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string>
#include <string_view>

#include "files/file_lock.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

bool is_run(const fs::path& path) {
  std::error_code error;
  return fs::exists(path / file_name::kConfig, error);
}

bool has_row(const fs::path& table) {
  std::ifstream file(table);
  std::string line;
  return std::getline(file, line) && std::getline(file, line) && !file.eof();
}

/// Takes the number at the front of a text off it, if there is one: "0.05", "1e-05", not "-1".
bool take_number(std::string_view& text, double& number) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

/// "step-size=0.5" comes before "step-size=1e1".
bool is_before(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    double of_a = 0, of_b = 0;
    auto rest_a = a, rest_b = b;
    if (take_number(rest_a, of_a) && take_number(rest_b, of_b)) {
      if (of_a != of_b) return of_a < of_b;
      a = rest_a;
      b = rest_b;
      continue;
    }
    if (a.front() != b.front()) return a.front() < b.front();
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return a.size() < b.size();
}

bool has_begun(const fs::path& path) { return !has_recorded(path) && is_locked(path / file_name::kLock); }

void sort_by_name(std::vector<fs::path>& runs) {
  std::sort(runs.begin(), runs.end(), [](const fs::path& a, const fs::path& b) {
    const auto name_a = a.filename().string(), name_b = b.filename().string();
    if (is_before(name_a, name_b) != is_before(name_b, name_a)) return is_before(name_a, name_b);
    return name_a < name_b;
  });
}

/// Looks at each directory once, so that one that records its first row meanwhile is in one list.
FoundRuns runs_in(const fs::path& folder) {
  FoundRuns found;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const auto& path = entry->path();
    if (has_begun(path)) {
      found.begun.push_back(path);
    } else if (is_run(path) && has_recorded(path)) {
      found.runs.push_back(path);
    }
  }
  sort_by_name(found.runs);
  sort_by_name(found.begun);
  if (found.runs.empty()) found.runs = found.begun;
  return found;
}

FoundRuns found_at(const fs::path& path) {
  if (has_begun(path)) return {.runs = {path}, .begun = {path}};
  auto found = is_run(path) ? FoundRuns{} : runs_in(path);
  if (found.runs.empty()) found.runs.push_back(path);
  return found;
}

}  // namespace

bool has_recorded(const fs::path& run) {
  return has_row(run / file_name::kSteps) || has_row(run / file_name::kMetrics) || has_row(run / file_name::kSparsity);
}

FoundRuns find_runs(const std::vector<fs::path>& paths) {
  FoundRuns all;
  for (const auto& path : paths) {
    const auto found = found_at(path);
    all.runs.insert(all.runs.end(), found.runs.begin(), found.runs.end());
    all.begun.insert(all.begun.end(), found.begun.begin(), found.begun.end());
  }
  return all;
}

}  // namespace largestep
