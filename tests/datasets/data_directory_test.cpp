#include "datasets/data_directory.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <optional>

#include "cifar/cifar_format.h"
#include "datasets/cifar10_dataset.h"
#include "datasets/dataset_catalog.h"
#include "expect_error.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

const DatasetSpec kCifar10 = cifar10_dataset();

/// Sets LARGESTEP_DATA, and restores it afterwards.
class EnvironmentScope {
 public:
  explicit EnvironmentScope(const std::string& value) {
    if (const char* old = getenv("LARGESTEP_DATA")) old_ = old;
    setenv("LARGESTEP_DATA", value.c_str(), 1);
  }
  ~EnvironmentScope() { old_ ? setenv("LARGESTEP_DATA", old_->c_str(), 1) : unsetenv("LARGESTEP_DATA"); }
  EnvironmentScope(const EnvironmentScope&) = delete;
  EnvironmentScope& operator=(const EnvironmentScope&) = delete;

 private:
  std::optional<std::string> old_;
};

class DataDirectory : public testing::Test {
 protected:
  std::filesystem::path make(const std::string& name, std::size_t files = kCifar10Files.size()) const {
    const auto path = directory_.path() / name;
    std::filesystem::create_directories(path);
    for (std::size_t i = 0; i < files; ++i) std::ofstream(path / kCifar10Files[i]) << "x";
    return path;
  }
  TemporaryDirectory directory_;
};

TEST_F(DataDirectory, IsTheFlagEvenWhenTheEnvironmentNamesAnother) {
  const auto flag = make("flag");
  const EnvironmentScope environment(make("environment").string());
  EXPECT_EQ(find_data_directory(flag.string(), kCifar10), flag);
}

TEST_F(DataDirectory, ComesFromTheEnvironmentWithoutAFlag) {
  const auto path = make("environment");
  const EnvironmentScope environment(path.string());
  EXPECT_EQ(find_data_directory("", kCifar10), path);
}

TEST_F(DataDirectory, IsDataOfTheWorkingDirectoryIfTheFilesAreThere) {
  const EnvironmentScope environment("");
  make("data");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(directory_.path());
  const auto found = find_data_directory("", kCifar10);
  std::filesystem::current_path(before);
  EXPECT_EQ(found, "data");
}

TEST_F(DataDirectory, IsFoundInTheFolderOfTheOfficialArchiveBeforeOthers) {
  make("a");
  const auto archive = make("cifar-10-batches-bin");
  EXPECT_EQ(find_data_directory(directory_.path().string(), kCifar10), archive);
}

TEST_F(DataDirectory, IsFoundInTheOnlyFolderWithFiles) {
  std::filesystem::create_directory(directory_.path() / "empty");
  make(".download.abc");
  const auto path = make("elsewhere");
  EXPECT_EQ(find_data_directory(directory_.path().string(), kCifar10), path);
}

TEST_F(DataDirectory, PrefersACompleteFolderToStrayFiles) {
  make(".", 1);
  const auto archive = make("cifar-10-batches-bin");
  EXPECT_EQ(find_data_directory(directory_.path().string(), kCifar10), archive);
}

TEST_F(DataDirectory, IsTakenIncompleteWhenNothingBetterIsThere) {
  const auto path = make("flag", 2);
  EXPECT_EQ(find_data_directory(path.string(), kCifar10), path);
}

TEST_F(DataDirectory, IsRefusedWhenTwoFoldersCouldBeMeant) {
  make("first");
  make("second");
  expect_error(ErrorKind::kData, {"first", "second", "--data"},
               [&] { find_data_directory(directory_.path().string(), kCifar10); });
}

TEST_F(DataDirectory, SaysWhatIsThereInsteadOfTheFiles) {
  const auto place = directory_.path();
  const auto refused_with = [&](const std::vector<std::string>& parts) {
    expect_error(ErrorKind::kData, parts, [&] { find_data_directory(place.string(), kCifar10); });
  };
  const auto with_file = [&](const char* name, const std::vector<std::string>& parts) {
    std::ofstream(place / name) << "x";
    refused_with(parts);
    std::filesystem::remove(place / name);
  };
  with_file("data_batch_1", {"the version of CIFAR-10 for Python", "data/fetch.sh cifar10"});
  with_file("data_batch_1.mat", {"for MATLAB"});
  with_file("train.bin", {"holds CIFAR-100, not CIFAR-10", "--dataset cifar100"});
  with_file("train_32x32.mat", {"holds SVHN", "--dataset svhn"});
  with_file("cifar-10-binary.tar.gz", {"cifar-10-binary.tar.gz is an archive: unpack it"});
  std::ofstream(place / "some.tgz") << "x";
  expect_error(ErrorKind::kData, {"some.tgz is an archive"},
               [&] { find_data_directory((place / "some.tgz").string(), kCifar10); });
  expect_error(ErrorKind::kData, {"is no directory"},
               [&] { find_data_directory((place / "some.tgz").string(), find_dataset("folder")); });
}

TEST_F(DataDirectory, SaysWhereItLookedWhenThereIsNothing) {
  const EnvironmentScope environment((directory_.path() / "absent").string());
  expect_error(ErrorKind::kData, {(directory_.path() / "absent").string(), "LARGESTEP_DATA", "fetch.sh"},
               [] { find_data_directory("", kCifar10); });
}

}  // namespace
}  // namespace largestep
