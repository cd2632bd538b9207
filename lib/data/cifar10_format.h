#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace largestep {

// The CIFAR-10 binary format: six files of 10,000 records, each one label byte (0..9) and then the red, green and blue
// plane of a 32x32 image, row by row. Source: https://www.cs.toronto.edu/~kriz/cifar.html

inline constexpr std::int64_t kClasses = 10;
inline constexpr int kImageSide = 32;
inline constexpr int kImageChannels = 3;
inline constexpr std::size_t kPlaneBytes = 32 * 32;
inline constexpr std::size_t kImageBytes = 3 * kPlaneBytes;
inline constexpr std::size_t kRecordBytes = 1 + kImageBytes;
inline constexpr std::size_t kRecordsPerFile = 10'000;
inline constexpr std::size_t kFileBytes = kRecordsPerFile * kRecordBytes;

/// The six files, training first.
inline constexpr std::array<std::string_view, 6> kFileNames = {"data_batch_1.bin", "data_batch_2.bin",
                                                               "data_batch_3.bin", "data_batch_4.bin",
                                                               "data_batch_5.bin", "test_batch.bin"};
inline constexpr std::size_t kTrainFiles = 5;

/// Names of the classes 0..9.
inline constexpr std::array<std::string_view, 10> kClassNames = {"airplane", "automobile", "bird",  "cat",  "deer",
                                                                 "dog",      "frog",       "horse", "ship", "truck"};

enum class Split { kTrain, kTest };

/// "train" or "test".
std::string name_of(Split split);

}  // namespace largestep
