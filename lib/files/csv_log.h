#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "files/atomic_file.h"

namespace largestep {

/// Which rows of an existing file a run that goes on keeps; a torn last row never stays.
struct KeepRows {
  std::int64_t up_to_step = -1;                     ///< rows whose first column is above it go; -1: nothing goes
  std::function<bool(std::string_view)> also = {};  ///< asked of the other rows, if set: false drops the row
};

/// Rows of a CSV file whose first column is the step, that starts with a header and grows by appending.
class CsvLog {
 public:
  /// Opens for appending; writes the header if the file is new or empty. Rows that `keep` gives up are dropped first: a
  /// resumed run writes them again.
  /// @param path  empty: the log is kept nowhere (by the ranks of a run that do not write)
  /// @throws Error{kWrite}, or Error{kData} if an existing file has another header.
  CsvLog(const std::filesystem::path& path, std::string_view header, const KeepRows& keep = {});

  /// Appends rows; text ends with a newline.
  void append(std::string_view rows) {
    if (file_) file_->append(rows);
  }
  /// Returns when the rows are on the disk. @throws Error{kWrite}
  void sync() {
    if (file_) file_->sync();
  }
  /// Step of the last row that was there when the file was opened, -1 if none was.
  std::int64_t last_kept_step() const { return last_kept_step_; }

 private:
  void drop_rows(const std::filesystem::path& path, std::string_view header, const KeepRows& keep);

  std::int64_t last_kept_step_ = -1;
  std::optional<AppendFile> file_;
};

/// The file of that name in a run directory; no path where there is no directory.
std::filesystem::path file_in(const std::filesystem::path& run_directory, std::string_view name);

}  // namespace largestep
