#include "train/csv_log.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "core/error.h"

namespace largestep {
namespace {

/// Truncates the file to its whole rows with step <= keep_steps, if there is anything to drop.
void drop_rows(const std::filesystem::path& path, std::int64_t keep_steps) {
  const auto text = read_file(path);
  std::string kept;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = text.find('\n', from);
    if (end == std::string::npos) break;  // a torn last row
    const auto row = text.substr(from, end + 1 - from);
    if (from == 0 || std::strtoll(row.c_str(), nullptr, 10) <= keep_steps) kept += row;
    from = end + 1;
  }
  if (kept.size() != text.size()) write_file_atomically(path, kept);
}

std::filesystem::path prepared(const std::filesystem::path& path, std::string_view header, std::int64_t keep_steps) {
  std::error_code error;
  if (std::filesystem::exists(path, error) && keep_steps >= 0) drop_rows(path, keep_steps);
  if (std::filesystem::exists(path, error) && std::filesystem::file_size(path, error) > 0) {
    const auto first_line = read_file(path).substr(0, header.size() + 1);
    if (first_line != std::string(header) + "\n") {
      fail(ErrorKind::kData, "{} has another header than this version writes; use a new --out", path.string());
    }
  }
  return path;
}

}  // namespace

CsvLog::CsvLog(const std::filesystem::path& path, std::string_view header, std::int64_t keep_steps)
    : file_(prepared(path, header, keep_steps)) {
  if (file_.size() == 0) file_.append(std::string(header) + "\n");
}

std::string csv_number(double value) { return std::isnan(value) ? "" : fmt::format("{}", value); }

}  // namespace largestep
