#include "files/csv_log.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "core/error.h"

namespace largestep {
namespace {

std::int64_t step_of(std::string_view row) {
  std::int64_t step = -1;
  std::from_chars(row.data(), row.data() + row.size(), step);
  return step;
}

bool stays(std::string_view row, const KeepRows& keep) {
  if (keep.up_to_step < 0) return true;
  return step_of(row) <= keep.up_to_step && (!keep.also || keep.also(row));
}

/// The header and the rows that stay.
std::string kept_text(std::string_view text, const KeepRows& keep) {
  std::string kept;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = text.find('\n', from);
    if (end == std::string_view::npos) break;  // a torn last row
    const auto row = text.substr(from, end + 1 - from);
    if (from == 0 || stays(row, keep)) kept += row;
    from = end + 1;
  }
  return kept;
}

/// Step of the last row of whole rows after a header, -1 if there is none.
std::int64_t last_step(std::string_view text) {
  if (text.empty()) return -1;
  const auto before = text.substr(0, text.size() - 1).rfind('\n');
  return before == std::string_view::npos ? -1 : step_of(text.substr(before + 1));
}

}  // namespace

CsvLog::CsvLog(const std::filesystem::path& path, std::string_view header, const KeepRows& keep) : path_(path) {
  if (path.empty()) return;
  drop_rows(path, header, keep);
  file_.emplace(path);
  if (file_->size() == 0) file_->append(std::string(header) + "\n");
}

void CsvLog::append_atomically(std::string_view rows) {
  if (!file_ || rows.empty()) return;
  write_file_atomically(path_, [&](const std::filesystem::path& temporary) {
    std::error_code error;
    std::filesystem::copy_file(path_, temporary, error);
    if (error) fail(ErrorKind::kWrite, "could not write {}: {}", path_.string(), error.message());
    AppendFile(temporary).append(rows);
  });
  file_.emplace(path_);
}

/// Makes an existing file end where this log goes on.
void CsvLog::drop_rows(const std::filesystem::path& path, std::string_view header, const KeepRows& keep) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return;
  const auto text = read_file(path);
  const auto kept = kept_text(text, keep);
  if (!kept.empty() && !kept.starts_with(std::string(header) + "\n")) {
    fail(ErrorKind::kData, "{} has another header than this version writes; use a new --out", path.string());
  }
  if (kept.size() != text.size()) write_file_atomically(path, kept);
  last_kept_step_ = last_step(kept);
}

KeepRows rows_completed_by(const CsvLog& last, std::int64_t resume_from_step, std::string_view text) {
  KeepRows keep{.up_to_step = resume_from_step};
  if (last.last_kept_step() == resume_from_step) return keep;
  keep.also = [resume_from_step, text = std::string(text)](std::string_view row) {
    return step_of(row) != resume_from_step || row.find(text) == std::string_view::npos;
  };
  return keep;
}

std::filesystem::path file_in(const std::filesystem::path& run_directory, std::string_view name) {
  return run_directory.empty() ? std::filesystem::path() : run_directory / name;
}

}  // namespace largestep
