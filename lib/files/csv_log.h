#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "files/atomic_file.h"

namespace largestep {

/// Which rows of an existing file a run that goes on keeps: all up to the last that is to stay. A torn last row never
/// is.
struct KeepRows {
  std::int64_t up_to_step = -1;                     ///< rows at the end go whose first column is above it; -1: none
  std::function<bool(std::string_view)> also = {};  ///< asked of the others from the end on, if set: false drops a row
};

/// Rows of a CSV file whose first column is the step, in the order of steps; it starts with a header and grows by
/// appending, and rows are dropped at its end, whatever its size.
class CsvLog {
 public:
  /// Opens for appending; writes the header if the file is new or empty. Rows that `keep` gives up are dropped first: a
  /// resumed run writes them again.
  /// @param path  empty: the log is kept nowhere (by the ranks of a run that do not write)
  /// @throws Error{kWrite}, or Error{kData} if an existing file has another header.
  CsvLog(const std::filesystem::path& path, std::string_view header, const KeepRows& keep = {});

  /// Appends rows; text ends with a newline. Some of them may be missing, the last one torn, after a kill.
  void append(std::string_view rows) {
    if (file_) file_->append(rows);
  }
  /// Appends rows that a reader finds all or none of, whatever happens: for those that are not dropped and written
  /// again when the run is resumed. They are on the disk when it returns. Takes a copy of the file. @throws
  /// Error{kWrite}
  void append_atomically(std::string_view rows);
  /// Returns when the rows are on the disk. @throws Error{kWrite}
  void sync() {
    if (file_) file_->sync();
  }
  /// Step of the last row that was there when the file was opened, -1 if none was.
  std::int64_t last_kept_step() const { return last_kept_step_; }

 private:
  std::uint64_t find_kept(const std::filesystem::path& path, std::string_view header, const KeepRows& keep);

  std::int64_t last_kept_step_ = -1;
  std::filesystem::path path_;
  std::optional<AppendFile> file_;
};

/// What to keep of a log that is written before another one: at the step that a run goes on from, its rows are complete
/// if the other log, whose rows come last, has one of that step. If not, those that have `text` are written again.
KeepRows rows_completed_by(const CsvLog& last, std::int64_t resume_from_step, std::string_view text = "");

/// The file of that name in a run directory; no path where there is no directory.
std::filesystem::path file_in(const std::filesystem::path& run_directory, std::string_view name);

/// Whether a log of that name is there: its rows of a lost past are to be dropped, even if none will be written.
bool has_log(const std::filesystem::path& run_directory, std::string_view name);

}  // namespace largestep
