#include "cifar/verify_cifar10.h"

#include <gtest/gtest.h>

#include <fstream>

#include "cifar/cifar_format.h"
#include "core/error.h"
#include "datasets/cifar10_dataset.h"
#include "datasets/data_directory.h"
#include "files/atomic_file.h"
#include "files/file_digest.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using State = FileCheck::State;

TEST(VerifyCifar10, GivesEachFileItsState) {
  const TemporaryDirectory directory;
  const std::string bytes(kCifar10FileBytes, 'x');
  write_file_atomically(directory.path() / kSyntheticMarker, sha256_line(sha256_of(bytes), kCifar10Files[0]));
  for (const std::size_t i : {0U, 1U}) write_file_atomically(directory.path() / kCifar10Files[i], bytes);
  std::ofstream(directory.path() / kCifar10Files[2]) << "short";
  std::filesystem::create_directory(directory.path() / kCifar10Files[3]);

  const auto checks = verify_cifar10(directory.path());
  ASSERT_EQ(checks.size(), 6U);
  const std::vector<State> expected = {State::kSynthetic,  State::kDifferent, State::kWrongSize,
                                       State::kUnreadable, State::kMissing,   State::kMissing};
  for (std::size_t i = 0; i < checks.size(); ++i) {
    EXPECT_EQ(checks[i].name, kCifar10Files[i]);
    EXPECT_EQ(checks[i].state, expected[i]) << checks[i].name << " is " << name_of(checks[i].state);
  }
  EXPECT_EQ(checks[1].digest, sha256_of(bytes));
  EXPECT_FALSE(is_official_cifar10(directory.path()));
}

TEST(VerifyCifar10, DescribesADirectoryByItsMarker) {
  const TemporaryDirectory directory;
  EXPECT_EQ(describe_cifar10(directory.path()), "CIFAR-10");
  write_file_atomically(directory.path() / kSyntheticMarker, "");
  EXPECT_EQ(describe_cifar10(directory.path()), "synthetic images (not CIFAR-10)");
}

TEST(VerifyCifar10, FindsTheRealFilesOfficialWhereThereAreAny) {
  std::filesystem::path directory;
  try {
    directory = find_data_directory("", cifar10_dataset());
  } catch (const Error& error) {
    GTEST_SKIP() << "no CIFAR-10: " << error.what();
  }
  if (is_synthetic(directory)) {
    GTEST_SKIP() << "no CIFAR-10 in " << directory << " (synthetic images): run data/fetch.sh";
  }
  EXPECT_TRUE(is_official_cifar10(directory)) << directory;
}

}  // namespace
}  // namespace largestep
