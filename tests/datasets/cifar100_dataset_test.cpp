#include "datasets/cifar100_dataset.h"

#include <gmock/gmock.h>
#include <torch/torch.h>

#include "cifar/cifar_format.h"
#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

/// A test.bin whose record r is of fine class r mod 100 and of the coarse class of it.
std::string hundred_classes() {
  const auto& format = cifar100_format();
  std::string bytes(format.test.records * format.record_bytes(), '\0');
  for (std::size_t record = 0; record < format.test.records; ++record) {
    char* at = bytes.data() + record * format.record_bytes();
    at[0] = static_cast<char>(record % 100 / 5);
    at[1] = static_cast<char>(record % 100);
    at[2] = static_cast<char>(record % 251);  // red, upper left
  }
  return bytes;
}

class Cifar100 : public testing::Test {
 protected:
  FileCheck::State state_of_test_file(const std::string& bytes) const {
    write_file_atomically(directory_.path() / "test.bin", bytes);
    return cifar100_dataset().verify(directory_.path())[1].state;
  }
  TemporaryDirectory directory_;
};

TEST_F(Cifar100, LabelsAreTheFineClasses) {
  write_file_atomically(directory_.path() / "test.bin", hundred_classes());
  const auto set = cifar100_dataset().load(directory_.path(), Split::kTest, 32);
  ASSERT_EQ(set.labels.numel(), 10'000);
  EXPECT_EQ(set.labels[1234].item<int>(), 34);
  EXPECT_EQ(set.images[1234][0][0][0].item<int>(), 1234 % 251);
  EXPECT_EQ(set.images[1234][0][0][1].item<int>(), 0);
  EXPECT_EQ(cifar100_dataset().classes({}).size(), 100U);
  EXPECT_EQ(cifar100_dataset().classes({}).at(34), "fox");
}

TEST_F(Cifar100, RefusesAFineClassOutOfRange) {
  auto bytes = hundred_classes();
  bytes[7 * cifar100_format().record_bytes() + 1] = 100;
  write_file_atomically(directory_.path() / "test.bin", bytes);
  expect_error(ErrorKind::kData, {"test.bin", "record 7 has label 100"},
               [&] { cifar100_dataset().load(directory_.path(), Split::kTest, 32); });
}

TEST_F(Cifar100, IsVerifiedByItsLabels) {
  EXPECT_EQ(state_of_test_file(hundred_classes()), FileCheck::State::kAsDescribed);
  auto moved = hundred_classes();
  moved[1] = 5;  // one image more of a class, one fewer of another
  EXPECT_EQ(state_of_test_file(moved), FileCheck::State::kDifferent);
  auto coarse = hundred_classes();
  coarse[0] = 7;  // a fine class in two coarse ones
  EXPECT_EQ(state_of_test_file(coarse), FileCheck::State::kDifferent);
  EXPECT_EQ(state_of_test_file("short"), FileCheck::State::kWrongSize);
  EXPECT_EQ(cifar100_dataset().verify(directory_.path())[0].state, FileCheck::State::kMissing);
}

}  // namespace
}  // namespace largestep
