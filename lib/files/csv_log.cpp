#include "files/csv_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/error.h"
#include "files/input_file.h"

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

/// The whole rows of a file, the header too, from the end on. Reads no more of the file than it has to.
class RowsFromTheEnd {
 public:
  explicit RowsFromTheEnd(const InputFile& file) : file_(file), begin_(file.size()) {
    while (text_.find('\n') == std::string::npos && begin_ > 0) {  // nothing but a torn last row so far
      text_.clear();
      read_piece();
    }
    text_.resize(text_.rfind('\n') + 1);
  }

  /// Where the last row ends, bytes; 0 if there is none.
  std::uint64_t end() const { return begin_ + text_.size(); }

  /// The last row with its newline. There must be one.
  std::string_view last() {
    auto before = newline_before_last();
    for (; before == std::string::npos && begin_ > 0; before = newline_before_last()) read_piece();
    return std::string_view(text_).substr(before + 1);  // npos + 1 is 0
  }

  void drop(std::string_view last) { text_.resize(text_.size() - last.size()); }

 private:
  std::size_t newline_before_last() const {
    return text_.size() < 2 ? std::string::npos : text_.rfind('\n', text_.size() - 2);
  }

  void read_piece() {
    constexpr std::uint64_t kPiece = 1 << 16;
    const auto size = std::min(begin_, std::max<std::uint64_t>(kPiece, text_.size()));
    begin_ -= size;
    text_.insert(0, file_.bytes_at(begin_, static_cast<std::size_t>(size)));
  }

  const InputFile& file_;
  std::uint64_t begin_;  ///< of text_ in the file
  std::string text_;
};

}  // namespace

CsvLog::CsvLog(const std::filesystem::path& path, std::string_view header, const KeepRows& keep) : path_(path) {
  if (path.empty()) return;
  std::error_code error;
  const bool is_there = std::filesystem::exists(path, error);
  const auto kept = is_there ? find_kept(path, header, keep) : 0;
  file_.emplace(path);
  if (file_->size() > kept) file_->cut(kept);
  if (kept == 0) file_->append(std::string(header) + "\n");
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

/// How many bytes of an existing file stay.
std::uint64_t CsvLog::find_kept(const std::filesystem::path& path, std::string_view header, const KeepRows& keep) {
  const InputFile file(path);
  RowsFromTheEnd rows(file);
  if (rows.end() == 0) return 0;
  const auto first = std::string(header) + "\n";
  std::string start(first.size(), '\0');
  file.read_at(0, start.data(), start.size());
  if (start != first) {
    fail(ErrorKind::kData, "{} has another header than this version writes; use a new --out", path.string());
  }
  while (rows.end() > first.size()) {
    const auto row = rows.last();
    if (stays(row, keep)) {
      last_kept_step_ = step_of(row);
      break;
    }
    rows.drop(row);
  }
  return rows.end();
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

bool has_log(const std::filesystem::path& run_directory, std::string_view name) {
  std::error_code error;
  return std::filesystem::exists(file_in(run_directory, name), error);
}

}  // namespace largestep
