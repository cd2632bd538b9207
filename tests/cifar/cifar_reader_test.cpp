#include "cifar/cifar_reader.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

/// A directory whose test_batch.bin has the content of a formula.
class Cifar10Reader : public testing::Test {
 protected:
  static std::uint8_t pixel(std::size_t record, std::size_t byte) {
    return static_cast<std::uint8_t>(31 * record + 7 * byte + byte / kCifarPlaneBytes);
  }
  static char label(std::size_t record) { return static_cast<char>((3 * record + record / 100) % 10); }

  void SetUp() override {
    for (std::size_t record = 0; record < kCifar10FileRecords; ++record) {
      bytes_ += label(record);
      for (std::size_t byte = 0; byte < kCifarImageBytes; ++byte) bytes_ += static_cast<char>(pixel(record, byte));
    }
  }
  void write(std::string_view name = "test_batch.bin") const { write_file_atomically(path() / name, bytes_); }
  const std::filesystem::path& path() const { return directory_.path(); }

  std::string bytes_;
  TemporaryDirectory directory_;
};

TEST_F(Cifar10Reader, GivesEveryPixelAndLabelOfTheTestFile) {
  write();
  const auto set = load_cifar(cifar10_format(), path(), Split::kTest);
  ASSERT_EQ(set.images.sizes(), (std::vector<std::int64_t>{10'000, 3, 32, 32}));
  ASSERT_EQ(set.images.scalar_type(), torch::kUInt8);
  ASSERT_TRUE(set.images.is_contiguous());
  ASSERT_EQ(set.labels.scalar_type(), torch::kInt64);
  const auto images = set.images.accessor<std::uint8_t, 4>();
  const auto labels = set.labels.accessor<std::int64_t, 1>();
  for (const std::int64_t record : {0, 1, 4'999, 9'999}) {
    EXPECT_EQ(labels[record], label(static_cast<std::size_t>(record)));
    for (std::int64_t i = 0; i < 3072; ++i) {
      ASSERT_EQ(images[record][i / 1024][i % 1024 / 32][i % 32],
                pixel(static_cast<std::size_t>(record), static_cast<std::size_t>(i)));
    }
  }
}

TEST_F(Cifar10Reader, JoinsTheFiveTrainingFilesInOrder) {
  for (std::size_t i = 0; i < kCifar10TrainFiles; ++i) {
    bytes_[1] = static_cast<char>(10 + i);
    write(kCifar10Files[i]);
  }
  const auto set = load_cifar(cifar10_format(), path(), Split::kTrain);
  ASSERT_EQ(set.images.size(0), 50'000);
  for (std::int64_t i = 0; i < 5; ++i) EXPECT_EQ(set.images[10'000 * i][0][0][0].item<int>(), 10 + i);
}

TEST_F(Cifar10Reader, TellsWhatToDoWhenAFileIsMissing) {
  expect_error(ErrorKind::kData, {(path() / "test_batch.bin").string(), "fetch.sh", "--data"},
               [&] { load_cifar(cifar10_format(), path(), Split::kTest); });
}

TEST_F(Cifar10Reader, RefusesAFileThatIsOneByteShort) {
  bytes_.pop_back();
  write();
  expect_error(ErrorKind::kData, {"test_batch.bin", "30729999", "30730000"},
               [&] { load_cifar(cifar10_format(), path(), Split::kTest); });
}

TEST_F(Cifar10Reader, RefusesAFileThatIsOneByteLong) {
  bytes_ += '\0';
  write();
  expect_error(ErrorKind::kData, {"test_batch.bin", "30730001"},
               [&] { load_cifar(cifar10_format(), path(), Split::kTest); });
}

TEST_F(Cifar10Reader, NamesTheRecordAndValueOfABadLabel) {
  bytes_[9'876 * kCifar10RecordBytes] = static_cast<char>(200);
  write();
  expect_error(ErrorKind::kData, {"test_batch.bin", "record 9876", "200"},
               [&] { load_cifar(cifar10_format(), path(), Split::kTest); });
}

TEST_F(Cifar10Reader, RefusesADirectoryInPlaceOfAFile) {
  std::filesystem::create_directory(path() / "test_batch.bin");
  expect_error(ErrorKind::kData, {"test_batch.bin"}, [&] { load_cifar(cifar10_format(), path(), Split::kTest); });
}

}  // namespace
}  // namespace largestep
