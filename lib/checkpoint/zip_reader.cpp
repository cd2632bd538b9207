#include "checkpoint/zip_reader.h"

#include <zlib.h>

#include <algorithm>

#include "core/error.h"
#include "files/byte_cursor.h"

// Layout: PKWARE's APPNOTE.TXT, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.14 to 4.3.16 (its end).
namespace largestep {
namespace {

constexpr std::string_view kLocalHeader("PK\x03\x04", 4);
constexpr std::string_view kDirectoryEntry("PK\x01\x02", 4);
constexpr std::string_view kDirectoryEnd("PK\x05\x06", 4);
constexpr std::string_view kZip64DirectoryEnd("PK\x06\x06", 4);
constexpr std::string_view kZip64Locator("PK\x06\x07", 4);
constexpr std::uint64_t kDirectoryEndSize = 22;
constexpr std::uint64_t kZip64DirectoryEndSize = 56;
constexpr std::uint64_t kZip64LocatorSize = 20;
constexpr std::uint64_t kLocalHeaderSize = 30;
constexpr std::uint64_t kLongestComment = 0xFFFF;
constexpr std::uint32_t kInZip64Field = 0xFFFFFFFFU;  // a 32-bit size that says: look into the zip64 field

[[noreturn]] void fail_damaged(std::string_view where) {
  fail(ErrorKind::kData, "its {} is damaged or cut off; copy or save the file again", where);
}

void expect_signature(ByteCursor& bytes, std::string_view signature, std::string_view where) {
  if (bytes.take(signature.size()) != signature) fail_damaged(where);
}

/// Replaces the sizes and the offset that did not fit 32 bits by those of the zip64 extra field, in the order given.
void apply_zip64(std::string_view extra, std::initializer_list<std::uint64_t*> values) {
  ByteCursor fields(extra);
  while (!fields.empty()) {
    const auto id = fields.little_endian<std::uint16_t>();
    ByteCursor field(fields.take(fields.little_endian<std::uint16_t>()));
    if (id != 1) continue;
    for (auto* value : values) {
      if (*value == kInZip64Field) *value = field.little_endian<std::uint64_t>();
    }
  }
}

}  // namespace

ZipReader::ZipReader(const InputFile& file) : file_(file) {
  if (file_.size() == 0) fail(ErrorKind::kData, "it is empty");
  const auto start = read_at(0, std::min<std::uint64_t>(file_.size(), kLocalHeader.size()));
  if (start.starts_with("\x80\x02")) {
    fail(ErrorKind::kData, "it is a pickle as PyTorch wrote before version 1.6; load and save it once in Python");
  }
  if (start != kLocalHeader) fail(ErrorKind::kData, "it is not a zip archive as torch.save writes it");
  parse_directory(read_directory());
}

void ZipReader::read_at(std::uint64_t offset, void* destination, std::uint64_t size) {
  if (offset > file_.size() || size > file_.size() - offset) fail_damaged("zip structure");
  const auto bytes = static_cast<std::size_t>(size);
  if (file_.read_at(offset, destination, bytes) != bytes) fail(ErrorKind::kData, "it was cut off while it was read");
}

std::string ZipReader::read_at(std::uint64_t offset, std::uint64_t size) {
  if (size > file_.size()) fail_damaged("zip structure");
  std::string bytes(static_cast<std::size_t>(size), '\0');
  read_at(offset, bytes.data(), size);
  return bytes;
}

/// The directory stands at the end of the file, before an end record that may be followed by a comment.
std::string ZipReader::read_directory() {
  const auto tail_size = std::min(file_.size(), kZip64LocatorSize + kDirectoryEndSize + kLongestComment);
  const auto tail = read_at(file_.size() - tail_size, tail_size);
  const auto end = tail.rfind(kDirectoryEnd);
  if (end == std::string::npos) fail_damaged("zip directory");
  ByteCursor record(std::string_view(tail).substr(end));
  record.take(12);
  std::uint64_t size = record.little_endian<std::uint32_t>();
  std::uint64_t offset = record.little_endian<std::uint32_t>();
  record.take(record.little_endian<std::uint16_t>());  // comment
  if (end >= kZip64LocatorSize && tail.compare(end - kZip64LocatorSize, 4, kZip64Locator) == 0) {
    ByteCursor locator(std::string_view(tail).substr(end - kZip64LocatorSize + 8));
    const auto zip64_end = read_at(locator.little_endian<std::uint64_t>(), kZip64DirectoryEndSize);
    ByteCursor zip64_record(zip64_end);
    expect_signature(zip64_record, kZip64DirectoryEnd, "zip directory");
    zip64_record.take(36);
    size = zip64_record.little_endian<std::uint64_t>();
    offset = zip64_record.little_endian<std::uint64_t>();
  }
  return read_at(offset, size);
}

void ZipReader::parse_directory(std::string_view directory) {
  std::uint64_t total_size = 0;
  ByteCursor bytes(directory);
  while (!bytes.empty()) {
    expect_signature(bytes, kDirectoryEntry, "zip directory");
    bytes.take(4);  // versions
    const auto flags = bytes.little_endian<std::uint16_t>();
    const auto method = bytes.little_endian<std::uint16_t>();
    bytes.take(4);  // time and date
    Entry entry;
    entry.crc = bytes.little_endian<std::uint32_t>();
    std::uint64_t stored_size = bytes.little_endian<std::uint32_t>();
    entry.size = bytes.little_endian<std::uint32_t>();
    const auto name_size = bytes.little_endian<std::uint16_t>();
    const auto extra_size = bytes.little_endian<std::uint16_t>();
    const auto comment_size = bytes.little_endian<std::uint16_t>();
    bytes.take(8);  // disk, attributes
    entry.header_offset = bytes.little_endian<std::uint32_t>();
    const auto name = bytes.take(name_size);
    apply_zip64(bytes.take(extra_size), {&entry.size, &stored_size, &entry.header_offset});
    bytes.take(comment_size);
    entry.is_plain = (flags & 1U) == 0 && method == 0 && stored_size == entry.size;
    if (stored_size > file_.size() - total_size) fail_damaged("zip directory");
    total_size += stored_size;
    if (!entries_.emplace(name.substr(name.find('/') + 1), entry).second) fail_damaged("zip directory");
  }
}

const ZipReader::Entry& ZipReader::entry(const std::string& name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) fail(ErrorKind::kData, "it has no record {}", name);
  if (!found->second.is_plain) {
    fail(ErrorKind::kData, "its record {} is compressed or encrypted, which torch.save does not do", name);
  }
  return found->second;
}

void ZipReader::read(const std::string& name, void* destination) {
  const auto& record = entry(name);
  const auto header_bytes = read_at(record.header_offset, kLocalHeaderSize);
  ByteCursor header(header_bytes);
  expect_signature(header, kLocalHeader, "record " + name);
  header.take(22);
  const std::uint64_t name_size = header.little_endian<std::uint16_t>();
  const std::uint64_t extra_size = header.little_endian<std::uint16_t>();
  read_at(record.header_offset + kLocalHeaderSize + name_size + extra_size, destination, record.size);
  const auto* bytes = static_cast<const Bytef*>(destination);
  if (crc32_z(0, bytes, static_cast<std::size_t>(record.size)) != record.crc) fail_damaged("record " + name);
}

std::string ZipReader::read(const std::string& name) {
  std::string bytes(static_cast<std::size_t>(size(name)), '\0');
  read(name, bytes.data());
  return bytes;
}

}  // namespace largestep
