#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace largestep {

// The binary format of CIFAR-10 and CIFAR-100: files of records, each the label bytes and then the red, green and blue
// plane of a 32x32 image, row by row. Source: https://www.cs.toronto.edu/~kriz/cifar.html

inline constexpr std::int64_t kCifarSide = 32;
inline constexpr std::size_t kCifarPlaneBytes = 32 * 32;
inline constexpr std::size_t kCifarImageBytes = 3 * kCifarPlaneBytes;

/// One of the files.
struct CifarFile {
  std::string_view name;
  std::size_t records;
};

/// What tells the two apart.
struct CifarFormat {
  std::string_view title;  ///< "CIFAR-10"
  std::string_view name;   ///< "cifar10", what data/fetch.sh calls it
  std::vector<CifarFile> train;
  CifarFile test;
  std::size_t label_bytes;  ///< at the start of a record; the class is the last of them
  std::int64_t classes;

  std::size_t record_bytes() const { return label_bytes + kCifarImageBytes; }
};

// CIFAR-10: one label byte, 0..9; six files of 10,000 records.

inline constexpr std::int64_t kCifar10Classes = 10;
inline constexpr std::size_t kCifar10RecordBytes = 1 + kCifarImageBytes;
inline constexpr std::size_t kCifar10FileRecords = 10'000;
inline constexpr std::size_t kCifar10FileBytes = kCifar10FileRecords * kCifar10RecordBytes;

/// The six files, training first.
inline constexpr std::array<std::string_view, 6> kCifar10Files = {"data_batch_1.bin", "data_batch_2.bin",
                                                                  "data_batch_3.bin", "data_batch_4.bin",
                                                                  "data_batch_5.bin", "test_batch.bin"};
inline constexpr std::size_t kCifar10TrainFiles = 5;

const CifarFormat& cifar10_format();

/// CIFAR-100: a byte for the coarse class, 0..19, one for the fine class, 0..99; 50,000 and 10,000 records.
const CifarFormat& cifar100_format();

}  // namespace largestep
