#include "files/input_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::HasSubstr;

class InputFileTest : public testing::Test {
 protected:
  static std::string why_refused(const std::filesystem::path& path) {
    return expect_error(ErrorKind::kData, {path.string()}, [&] { const InputFile file(path); });
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "file";
};

TEST_F(InputFileTest, ReadsAnyPartAndSaysWhereTheFileEnds) {
  write_file_atomically(path_, "0123456789");
  const InputFile file(path_);
  EXPECT_EQ(file.size(), 10u);
  std::string part(4, ' ');
  EXPECT_EQ(file.read_at(3, part.data(), 4), 4u);
  EXPECT_EQ(part, "3456");
  EXPECT_EQ(file.read_at(8, part.data(), 4), 2u);
  EXPECT_EQ(file.read_at(10, part.data(), 4), 0u);
  EXPECT_EQ(file.read_at(~std::uint64_t{0}, part.data(), 4), 0u);
}

TEST_F(InputFileTest, ReadsShortWhenTheFileIsCutOffMeanwhile) {
  write_file_atomically(path_, "0123456789");
  const InputFile file(path_);
  std::filesystem::resize_file(path_, 6);
  std::string all(10, ' ');
  EXPECT_EQ(file.read_at(0, all.data(), 10), 6u);
}

TEST_F(InputFileTest, KeepsReadingTheFileThatItOpenedWhenAnotherTakesItsName) {
  write_file_atomically(path_, "old");
  const InputFile file(path_);
  write_file_atomically(path_, "new and longer");
  std::string bytes(3, ' ');
  EXPECT_EQ(file.read_at(0, bytes.data(), 3), 3u);
  EXPECT_EQ(bytes, "old");
}

TEST_F(InputFileTest, DoesNotWaitForTheOtherEndOfAPipe) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_THAT(why_refused(path_), HasSubstr("is a pipe"));
}

TEST_F(InputFileTest, RefusesDevicesDirectoriesAndLinksThatLeadNowhere) {
  EXPECT_THAT(why_refused("/dev/zero"), HasSubstr("is a device"));
  EXPECT_THAT(why_refused(directory_.path()), HasSubstr("is a directory"));
  EXPECT_THAT(why_refused(path_), HasSubstr("No such file"));
  std::filesystem::create_symlink("loop", directory_.path() / "loop");
  EXPECT_THAT(why_refused(directory_.path() / "loop"), HasSubstr("symbolic links"));
  EXPECT_THAT(why_refused(std::string(5000, 'x')), HasSubstr("too long"));
}

TEST_F(InputFileTest, FollowsALink) {
  write_file_atomically(path_, "x");
  std::filesystem::create_symlink("file", directory_.path() / "link");
  EXPECT_EQ(InputFile(directory_.path() / "link").size(), 1u);
}

TEST_F(InputFileTest, SaysThatAFileMayNotBeRead) {
  write_file_atomically(path_, "x");
  std::filesystem::permissions(path_, std::filesystem::perms::none);
  std::filesystem::permissions(directory_.path(), std::filesystem::perms::all);
  const auto user = ::geteuid();
  if (user == 0 && ::seteuid(65534) != 0) GTEST_SKIP() << "root, who reads everything, may not become nobody here";
  const auto why = why_refused(path_);
  ASSERT_EQ(::seteuid(user), 0);
  EXPECT_THAT(why, HasSubstr("Permission denied"));
}

}  // namespace
}  // namespace largestep
