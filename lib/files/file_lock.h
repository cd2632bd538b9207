#pragma once

#include <filesystem>

namespace largestep {

/// Whether a file that a FileLock of this machine held is held no more: the process that wrote its directory has ended,
/// however that was. False where that can't be known: no such file, written on another machine, no locks on the file
/// system.
bool holder_has_ended(const std::filesystem::path& path);

/// Whether a process holds the file locked with a FileLock now.
bool is_locked(const std::filesystem::path& path);

/// Holds a file locked against other processes for as long as it lives, and says in it who does: "process 4711 on
/// host, since 2026-01-31T12:00:00Z". The lock belongs to the open file (flock): it goes with the process, however that
/// ends, and a file left behind is no obstacle.
class FileLock {
 public:
  /// Creates the file if need be.
  /// @throws Error{kWrite} if another process holds it, naming that process, or if the file can't be written. On a file
  /// system without locks it is not held by anyone, and does not fail.
  explicit FileLock(const std::filesystem::path& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace largestep
