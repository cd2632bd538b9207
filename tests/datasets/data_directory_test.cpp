#include "datasets/data_directory.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <optional>

#include "cifar/cifar_format.h"
#include "expect_error.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

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
  std::filesystem::path make(const std::string& name, std::size_t files = kFileNames.size()) const {
    const auto path = directory_.path() / name;
    std::filesystem::create_directories(path);
    for (std::size_t i = 0; i < files; ++i) std::ofstream(path / kFileNames[i]) << "x";
    return path;
  }
  TemporaryDirectory directory_;
};

TEST_F(DataDirectory, IsTheFlagEvenWhenTheEnvironmentNamesAnother) {
  const auto flag = make("flag");
  const EnvironmentScope environment(make("environment").string());
  EXPECT_EQ(find_data_directory(flag.string()), flag);
}

TEST_F(DataDirectory, ComesFromTheEnvironmentWithoutAFlag) {
  const auto path = make("environment");
  const EnvironmentScope environment(path.string());
  EXPECT_EQ(find_data_directory(""), path);
}

TEST_F(DataDirectory, IsDataOfTheWorkingDirectoryIfTheFilesAreThere) {
  const EnvironmentScope environment("");
  make("data");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(directory_.path());
  const auto found = find_data_directory("");
  std::filesystem::current_path(before);
  EXPECT_EQ(found, "data");
}

TEST_F(DataDirectory, IsFoundInTheFolderOfTheOfficialArchiveBeforeOthers) {
  make("a");
  const auto archive = make("cifar-10-batches-bin");
  EXPECT_EQ(find_data_directory(directory_.path().string()), archive);
}

TEST_F(DataDirectory, IsFoundInTheOnlyFolderWithFiles) {
  std::filesystem::create_directory(directory_.path() / "empty");
  make(".download.abc");
  const auto path = make("elsewhere");
  EXPECT_EQ(find_data_directory(directory_.path().string()), path);
}

TEST_F(DataDirectory, PrefersACompleteFolderToStrayFiles) {
  make(".", 1);
  const auto archive = make("cifar-10-batches-bin");
  EXPECT_EQ(find_data_directory(directory_.path().string()), archive);
}

TEST_F(DataDirectory, IsTakenIncompleteWhenNothingBetterIsThere) {
  const auto path = make("flag", 2);
  EXPECT_EQ(find_data_directory(path.string()), path);
}

TEST_F(DataDirectory, IsRefusedWhenTwoFoldersCouldBeMeant) {
  make("first");
  make("second");
  expect_error(ErrorKind::kData, {"first", "second", "--data"},
               [&] { find_data_directory(directory_.path().string()); });
}

TEST_F(DataDirectory, SaysWhereItLookedWhenThereIsNothing) {
  const EnvironmentScope environment((directory_.path() / "absent").string());
  expect_error(ErrorKind::kData, {(directory_.path() / "absent").string(), "LARGESTEP_DATA", "fetch_cifar10.sh"},
               [] { find_data_directory(""); });
}

}  // namespace
}  // namespace largestep
