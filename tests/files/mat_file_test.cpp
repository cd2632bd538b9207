#include "files/mat_file.h"

#include <gmock/gmock.h>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "mat_builder.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

constexpr std::uint64_t kEnough = 1 << 20;

class MatFile : public testing::Test {
 protected:
  std::vector<MatArray> read(const std::string& bytes, std::uint64_t most_bytes = kEnough) const {
    write_file_atomically(path(), bytes);
    return read_mat_file(path(), most_bytes);
  }
  void expect_refused(const std::string& bytes, const std::string& why) const {
    expect_error(ErrorKind::kData, {path().string(), why}, [&] { read(bytes); });
  }
  std::filesystem::path path() const { return directory_.path() / "a.mat"; }

  TemporaryDirectory directory_;
};

TEST_F(MatFile, GivesTheNumbersHoweverTheyWereStored) {
  for (const bool compressed : {false, true}) {
    MatBuilder file;
    file.add<std::uint8_t>("X", {2, 3}, 9, 2, {1, 2, 3, 4, 5, 255}, compressed);
    file.add<double>("longer_name", {3, 1}, 6, 9, {0, 10, 7}, compressed);
    file.add<std::uint8_t>("small", {1, 2}, 6, 2, {8, 9}, compressed);
    file.add<std::int32_t>("whole", {1, 1}, 12, 5, {200}, compressed);
    const auto arrays = read(file.bytes());
    ASSERT_EQ(arrays.size(), 4U);
    EXPECT_EQ(arrays[0].name, "X");
    EXPECT_THAT(arrays[0].dimensions, testing::ElementsAre(2, 3));
    EXPECT_THAT(arrays[0].values, testing::ElementsAre(1, 2, 3, 4, 5, 255));
    EXPECT_EQ(arrays[1].name, "longer_name");
    EXPECT_THAT(arrays[1].values, testing::ElementsAre(0, 10, 7));
    EXPECT_THAT(arrays[2].values, testing::ElementsAre(8, 9));
    EXPECT_THAT(arrays[3].values, testing::ElementsAre(200));
  }
}

TEST_F(MatFile, RefusesNumbersThatAreNoBytes) {
  for (const double bad : {-1.0, 256.0, 0.5}) {
    MatBuilder file;
    file.add<double>("y", {1, 1}, 6, 9, {bad}, true);
    expect_refused(file.bytes(), "a whole number from 0 to 255 was expected");
  }
}

TEST_F(MatFile, RefusesOtherVersionsAndOtherFiles) {
  expect_refused("MATLAB 7.3 MAT-file, Platform: ...", "HDF5");
  expect_refused("", "no MATLAB file");
  expect_refused(std::string(4096, 'x'), "no MATLAB file");
}

TEST_F(MatFile, RefusesWhatIsCutOffAnywhere) {
  for (const bool compressed : {false, true}) {
    MatBuilder file;
    file.add<std::uint8_t>("X", {8, 9}, 9, 2, std::vector<std::uint8_t>(72, 3), compressed);
    for (std::size_t size = 129; size < file.bytes().size(); ++size) {
      expect_error(ErrorKind::kData, {path().string()}, [&] { read(file.bytes().substr(0, size)); });
    }
  }
}

TEST_F(MatFile, SurvivesEveryFlippedByte) {
  MatBuilder file;
  file.add<std::uint8_t>("X", {4, 4}, 9, 2, std::vector<std::uint8_t>(16, 3), false);
  for (std::size_t at = 128; at < file.bytes().size(); ++at) {
    auto bytes = file.bytes();
    bytes[at] = static_cast<char>(bytes[at] ^ 0x81);
    try {
      read(bytes);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kData) << error.what();
    }
  }
}

TEST_F(MatFile, TakesNoMoreMemoryThanItMay) {
  MatBuilder file;
  file.add<std::uint8_t>("X", {1 << 20, 1 << 10}, 9, 2, {1}, true);
  expect_refused(file.bytes(), "larger than");
  MatBuilder wrong;
  wrong.add<std::uint8_t>("X", {100, 100}, 9, 2, {1}, true);
  expect_refused(wrong.bytes(), "do not fit its 10000 numbers");
}

TEST_F(MatFile, TakesNoMoreMemoryForManyArraysThanItMay) {
  MatBuilder values;
  for (int i = 0; i < 4; ++i) {
    values.add<std::uint8_t>("X", {1 << 9, 1 << 9}, 9, 2, std::vector<std::uint8_t>(1 << 18), true);
  }
  expect_refused(values.bytes(), "its variables are larger than 1048576 bytes together");
  MatBuilder names;
  for (int i = 0; i < 1100; ++i) names.add<std::uint8_t>(std::string(1000, 'x'), {1, 1}, 9, 2, {0}, true);
  expect_refused(names.bytes(), "its variables are larger than 1048576 bytes together");
}

TEST_F(MatFile, NoByteOfCompressedNumbersCanBeFlippedUnnoticed) {
  std::vector<std::uint8_t> numbers(64);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<std::uint8_t>(i * i * 7);
  MatBuilder file;
  file.add<std::uint8_t>("X", {8, 8}, 9, 2, numbers, true);
  for (std::size_t at = 136; at < file.bytes().size(); ++at) {
    auto bytes = file.bytes();
    bytes[at] = static_cast<char>(bytes[at] ^ 0x81);
    try {
      EXPECT_EQ(read(bytes).at(0).values, numbers)
          << "byte " << at;  // bits after the last one of the data mean nothing
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kData) << error.what();
    }
  }
  auto checksum = file.bytes();
  checksum.back() = static_cast<char>(checksum.back() ^ 1);
  expect_refused(checksum, "its compressed data are damaged");
}

TEST_F(MatFile, RefusesCompressedDataThatGoOnAfterTheNumbers) {
  MatBuilder file;
  file.add<std::uint8_t>("X", {8, 8}, 9, 2, std::vector<std::uint8_t>(64, 3), true, std::string(1 << 20, '\0'));
  expect_refused(file.bytes(), "its compressed data go on where they should end");
}

}  // namespace
}  // namespace largestep
