#include "datasets/svhn_dataset.h"

#include <gmock/gmock.h>
#include <torch/torch.h>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "mat_builder.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

std::uint8_t digit_pixel(std::int64_t row, std::int64_t column, std::int64_t colour, std::int64_t image) {
  return static_cast<std::uint8_t>(row + 3 * column + 71 * colour + 13 * image);
}

std::string digits_file(const std::vector<double>& labels) {
  const auto images = static_cast<std::int64_t>(labels.size());
  std::vector<std::uint8_t> pixels;
  for (std::int64_t n = 0; n < images; ++n) {
    for (std::int64_t c = 0; c < 3; ++c) {
      for (std::int64_t x = 0; x < 32; ++x) {
        for (std::int64_t y = 0; y < 32; ++y) pixels.push_back(digit_pixel(y, x, c, n));
      }
    }
  }
  MatBuilder file;
  file.add("X", {32, 32, 3, static_cast<std::int32_t>(images)}, 9, 2, pixels, true);
  file.add("y", {static_cast<std::int32_t>(images), 1}, 6, 9, labels, true);
  return file.bytes();
}

TEST(SvhnDataset, GivesRowsAndColumnsAsTheyAreAndTenAsZero) {
  const TemporaryDirectory directory;
  write_file_atomically(directory.path() / "test_32x32.mat", digits_file({1, 10, 9}));
  const auto set = svhn_dataset().load(directory.path(), Split::kTest, 32);
  EXPECT_TRUE(torch::equal(set.labels, torch::tensor({1, 0, 9}, torch::kInt64)));
  ASSERT_EQ(set.images.sizes(), (std::vector<std::int64_t>{3, 3, 32, 32}));
  EXPECT_TRUE(set.images.is_contiguous());
  const auto pixels = set.images.accessor<std::uint8_t, 4>();
  for (const auto& [n, c, y, x] : {std::array{0, 0, 5, 9}, std::array{2, 1, 31, 0}, std::array{1, 2, 0, 31}}) {
    EXPECT_EQ(pixels[n][c][y][x], digit_pixel(y, x, c, n));
  }
}

TEST(SvhnDataset, RefusesLabelsThatAreNoDigits) {
  const TemporaryDirectory directory;
  write_file_atomically(directory.path() / "train_32x32.mat", digits_file({1, 0}));
  expect_error(ErrorKind::kData, {"train_32x32.mat", "image 1 has label 0"},
               [&] { svhn_dataset().load(directory.path(), Split::kTrain, 32); });
}

TEST(SvhnDataset, SaysWhatIsMissing) {
  const TemporaryDirectory directory;
  expect_error(ErrorKind::kData, {"train_32x32.mat is missing", "data/fetch.sh svhn"},
               [&] { svhn_dataset().load(directory.path(), Split::kTrain, 32); });
  MatBuilder file;
  file.add<double>("z", {1, 1}, 6, 9, {3}, true);
  write_file_atomically(directory.path() / "train_32x32.mat", file.bytes());
  expect_error(ErrorKind::kData, {"has no array X"}, [&] { svhn_dataset().load(directory.path(), Split::kTrain, 32); });
  EXPECT_EQ(svhn_dataset().verify(directory.path())[0].state, FileCheck::State::kWrongSize);
}

}  // namespace
}  // namespace largestep
