#pragma once

#include <zlib.h>

#include <array>
#include <cstdint>

#include "files/input_file.h"

namespace largestep {

/// "it ends too early (truncated?)" @throws Error{kData}
[[noreturn]] void fail_too_short();

/// Bytes from front to back.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills all of it. @throws Error{kData}, not naming the file, if there are fewer bytes or they are damaged.
  virtual void read(void* to, std::size_t size) = 0;
};

/// A part of a file, which must outlive it.
class FilePart final : public ByteSource {
 public:
  FilePart(const InputFile& file, std::uint64_t from, std::uint64_t size) : file_(file), at_(from), end_(from + size) {}

  void read(void* to, std::size_t size) override;
  /// @return how many there were, at most `size`
  std::size_t read_some(void* to, std::size_t size);

 private:
  const InputFile& file_;
  std::uint64_t at_;
  std::uint64_t end_;
};

/// What zlib compressed into a part of a file.
class InflatedPart final : public ByteSource {
 public:
  explicit InflatedPart(const FilePart& part);
  ~InflatedPart() override;
  InflatedPart(const InflatedPart&) = delete;
  InflatedPart& operator=(const InflatedPart&) = delete;

  void read(void* to, std::size_t size) override;
  /// Call after the last read: only the end of the data has the checksum of all of them. Passes over a few bytes that
  /// fill them up. @throws Error{kData}, not naming the file, if more follows or the checksum is another.
  void finish();

 private:
  void inflate_some();

  FilePart part_;
  z_stream stream_{};
  bool has_ended_ = false;
  std::array<Bytef, 1 << 16> buffer_;
};

}  // namespace largestep
