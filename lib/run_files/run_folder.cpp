#include "run_files/run_folder.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string>
#include <string_view>

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

std::vector<fs::path> runs_in(const fs::path& folder) {
  std::vector<fs::path> runs;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (is_run(entry->path()) && has_recorded(entry->path())) runs.push_back(entry->path());
  }
  std::sort(runs.begin(), runs.end(), [](const fs::path& a, const fs::path& b) {
    const auto name_a = a.filename().string(), name_b = b.filename().string();
    if (is_before(name_a, name_b) != is_before(name_b, name_a)) return is_before(name_a, name_b);
    return name_a < name_b;
  });
  return runs;
}

}  // namespace

bool has_recorded(const fs::path& run) {
  return has_row(run / file_name::kSteps) || has_row(run / file_name::kMetrics) || has_row(run / file_name::kSparsity);
}

std::vector<fs::path> runs_of_folders(const std::vector<fs::path>& paths) {
  std::vector<fs::path> runs;
  for (const auto& path : paths) {
    auto inside = is_run(path) ? std::vector<fs::path>{} : runs_in(path);
    if (inside.empty()) inside.push_back(path);
    runs.insert(runs.end(), inside.begin(), inside.end());
  }
  return runs;
}

}  // namespace largestep
