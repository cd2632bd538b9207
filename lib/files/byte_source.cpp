#include "files/byte_source.h"

#include <algorithm>

#include "core/error.h"

namespace largestep {

void fail_too_short() { fail(ErrorKind::kData, "it ends too early (truncated?)"); }

void FilePart::read(void* to, std::size_t size) {
  if (read_some(to, size) < size) fail_too_short();
}

std::size_t FilePart::read_some(void* to, std::size_t size) {
  const auto got = file_.read_at(at_, to, static_cast<std::size_t>(std::min<std::uint64_t>(size, end_ - at_)));
  at_ += got;
  return got;
}

InflatedPart::InflatedPart(const FilePart& part) : part_(part) {
  if (inflateInit(&stream_) != Z_OK) fail(ErrorKind::kInternal, "could not begin to inflate");
}

InflatedPart::~InflatedPart() { inflateEnd(&stream_); }

void InflatedPart::read(void* to, std::size_t size) {
  auto* out = static_cast<Bytef*>(to);
  while (size > 0) {
    const auto piece = static_cast<uInt>(std::min<std::size_t>(size, std::size_t{1} << 30));
    stream_.next_out = out;
    stream_.avail_out = piece;
    while (stream_.avail_out > 0) inflate_some();
    out += piece;
    size -= piece;
  }
}

void InflatedPart::finish() {
  std::array<Bytef, 64> rest;
  stream_.next_out = rest.data();
  stream_.avail_out = static_cast<uInt>(rest.size());
  while (!has_ended_) {
    if (stream_.avail_out == 0) fail(ErrorKind::kData, "its compressed data go on where they should end");
    inflate_some();
  }
}

void InflatedPart::inflate_some() {
  if (has_ended_) fail_too_short();
  if (stream_.avail_in == 0) {
    stream_.next_in = buffer_.data();
    stream_.avail_in = static_cast<uInt>(part_.read_some(buffer_.data(), buffer_.size()));
    if (stream_.avail_in == 0) fail_too_short();
  }
  const int result = inflate(&stream_, Z_NO_FLUSH);
  has_ended_ = result == Z_STREAM_END;
  if (result != Z_OK && !has_ended_) fail(ErrorKind::kData, "its compressed data are damaged");
}

}  // namespace largestep
