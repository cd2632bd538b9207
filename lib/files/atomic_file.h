#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace largestep {

/// Writes a file so that `path` holds either its old content or all of the new one, whatever happens: the bytes go to a
/// temporary neighbour, are flushed to disk, and are renamed over `path`.
/// @throws Error{kWrite} naming the path and the system's reason; the temporary file is removed.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

/// The same for a writer that wants a path to write to (an image encoder, say).
void write_file_atomically(const std::filesystem::path& path,
                           const std::function<void(const std::filesystem::path& temporary)>& write);

/// Writes a file that a user named: like write_file_atomically where that is a regular file or nothing, through the
/// links that lead to it; straight into it where it is a device or a pipe.
/// @throws Error{kWrite} naming the path and the system's reason.
void write_output(const std::filesystem::path& path, std::string_view bytes);

/// Removes the temporary neighbours that a writer killed half-way left in a directory; only files named as
/// write_file_atomically names them. Call while no other process writes there. Does nothing if there is no directory.
void remove_stale_temporaries(const std::filesystem::path& directory);

/// The whole file as bytes, as long as it was when it was opened.
/// @throws Error{kData} if it can't be read, is no regular file (input_file.h) or is larger than max_bytes.
std::string read_file(const std::filesystem::path& path, std::size_t max_bytes = std::size_t{1} << 32);

/// Creates a directory and its parents. @throws Error{kWrite} naming the path and the system's reason.
void create_directories(const std::filesystem::path& path);

/// A text file that grows at its end, visibly to `tail -f` when append() returns.
class AppendFile {
 public:
  /// Opens for appending, creating the file. @throws Error{kWrite}
  explicit AppendFile(std::filesystem::path path);
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  /// Appends text. A kill may leave a part of it from its start on. What could be appended in part only is taken back.
  /// @throws Error{kWrite} when the disk is full, for example
  void append(std::string_view text);
  /// Returns when what was appended is on the disk. @throws Error{kWrite}
  void sync();
  /// Drops what is beyond its first `bytes`; that is on the disk when it returns. @throws Error{kWrite}
  void cut(std::uint64_t bytes);
  /// Size of the file in bytes.
  std::size_t size() const;

 private:
  std::filesystem::path path_;
  int descriptor_;
};

}  // namespace largestep
