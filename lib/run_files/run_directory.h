#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "files/file_lock.h"
#include "run_files/schema.h"

namespace largestep {

/// The directory of a run, for as long as one process writes it: others are refused meanwhile.
class RunDirectory {
 public:
  /// Takes the directory for a new run (creating it) or, with resume, for one that is there; removes temporary files
  /// that a killed process left.
  /// @throws Error{kInvalidArgument} if a new run would mix with files of another; Error{kData} if there is no run to
  ///         resume; Error{kWrite} if another process is writing there (named), or nothing can be written.
  RunDirectory(std::filesystem::path path, bool resume);
  /// The directory of a run that another process writes: it is only talked about here.
  static RunDirectory of_another(std::filesystem::path path);

  const std::filesystem::path& path() const { return path_; }
  /// The path if this process writes the run, else none.
  std::filesystem::path written_path() const { return is_written_ ? path_ : std::filesystem::path(); }
  std::filesystem::path config() const { return path_ / file_name::kConfig; }
  std::filesystem::path run_file() const { return path_ / file_name::kRun; }
  std::filesystem::path last_checkpoint() const { return last_checkpoint_of(path_); }

 private:
  explicit RunDirectory(std::filesystem::path path) : path_(std::move(path)) {}
  void check(bool resume) const;

  std::filesystem::path path_;
  bool is_written_ = false;
  std::optional<FileLock> lock_;
};

}  // namespace largestep
