#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "files/input_file.h"

namespace largestep {

/// Reads the zip files that torch.save writes: entries stored uncompressed inside one top folder, zip64 when large.
/// Every size is checked against the file before it is believed, and every record against its CRC-32, which LibTorch's
/// own reader leaves unchecked. Not thread-safe.
/// All methods throw Error{kData} with a reason that does not name the file ("it is not a zip archive ...").
class ZipReader {
 public:
  /// Reads the directory of the archive, not the records. Refers to the file, which must outlive it.
  explicit ZipReader(const InputFile& file);

  /// Whether there is a record of this name (without the top folder: "data.pkl", "data/0").
  bool has(const std::string& name) const { return entries_.count(name) != 0; }
  /// Size of a record in bytes; all records together are no larger than the file.
  std::uint64_t size(const std::string& name) const { return entry(name).size; }
  /// Fills `destination`, size(name) bytes, with the record.
  void read(const std::string& name, void* destination);
  /// The record as a string.
  std::string read(const std::string& name);

 private:
  struct Entry {
    std::uint64_t header_offset = 0;
    std::uint64_t size = 0;
    std::uint32_t crc = 0;
    bool is_plain = true;  // neither compressed nor encrypted
  };
  const Entry& entry(const std::string& name) const;
  void read_at(std::uint64_t offset, void* destination, std::uint64_t size);
  std::string read_at(std::uint64_t offset, std::uint64_t size);
  std::string read_directory();
  void parse_directory(std::string_view directory);

  const InputFile& file_;
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace largestep
