#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace largestep {

/// A regular file opened for reading, by reads and never by mapping, so that a file that shrinks meanwhile is read
/// short and nothing worse. Links are followed.
class InputFile {
 public:
  /// Never waits: a FIFO, a device or a directory is refused, whatever is or is not at its other end.
  /// @throws Error{kData} naming the path and what is there instead, or the system's reason.
  explicit InputFile(const std::filesystem::path& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  /// Size in bytes when it was opened.
  std::uint64_t size() const { return size_; }
  const std::filesystem::path& path() const { return path_; }

  /// Fills `destination` with the `size` bytes from `offset` on.
  /// @return how many there were: fewer than `size` where the file ends.
  /// @throws Error{kData} if the system can't read it.
  std::size_t read_at(std::uint64_t offset, void* destination, std::size_t size) const;

  /// All of the `size` bytes from `offset` on. @throws Error{kData}, not naming the file, if it ends before.
  std::string bytes_at(std::uint64_t offset, std::size_t size) const;

 private:
  std::filesystem::path path_;
  int descriptor_;
  std::uint64_t size_;
};

}  // namespace largestep
