#include "files/atomic_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "expect_error.h"
#include "file_size_limit.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

TEST(WriteFileAtomically, ReplacesTheOldContentWhole) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "file.txt";
  write_file_atomically(path, "a longer first content");
  write_file_atomically(path, "second");
  EXPECT_EQ(read_file(path), "second");
}

TEST(WriteFileAtomically, KeepsTheOldContentAndNoTemporaryWhenTheWriterFails) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "file.txt";
  write_file_atomically(path, "old");
  const auto write_half_and_fail = [](const std::filesystem::path& temporary) {
    std::ofstream(temporary) << "half";
    fail(ErrorKind::kWrite, "no space");
  };
  expect_error(ErrorKind::kWrite, {"no space"}, [&] { write_file_atomically(path, write_half_and_fail); });
  EXPECT_EQ(read_file(path), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory.path()), {}), 1);
}

TEST(WriteFileAtomically, NamesThePathAndReasonWhenTheDirectoryIsMissing) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "missing" / "file.txt";
  expect_error(ErrorKind::kWrite, {path.string(), "No such file"}, [&] { write_file_atomically(path, "x"); });
}

TEST(WriteFileAtomically, ReportsAFullDisk) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full: mknod -m 666 /dev/full c 1 7 makes it";
  AppendFile file("/dev/full");
  expect_error(ErrorKind::kWrite, {"/dev/full"}, [&] { file.append("x"); });
}

TEST(RemoveStaleTemporaries, TakesWhatAKilledWriterLeftAndNothingElse) {
  const TemporaryDirectory directory;
  const auto left = {".last.4711.tmp.pt", ".run.1.tmp.json", ".epoch-0003.22.tmp.pt", ".name.7.tmp"};
  const auto others = {"last.pt",          ".last.pt",        ".tmp.pt",     ".a.tmp",
                       "last.4711.tmp.pt", ".last.x1.tmp.pt", ".a.1.tmpfile"};
  for (const char* name : left) write_file_atomically(directory.path() / name, "x");
  for (const char* name : others) write_file_atomically(directory.path() / name, "x");
  remove_stale_temporaries(directory.path());
  for (const char* name : left) EXPECT_FALSE(std::filesystem::exists(directory.path() / name)) << name;
  for (const char* name : others) EXPECT_TRUE(std::filesystem::exists(directory.path() / name)) << name;
  remove_stale_temporaries(directory.path() / "missing");
}

TEST(ReadFile, RefusesADirectoryAMissingFileAndOneTooLong) {
  const TemporaryDirectory directory;
  expect_error(ErrorKind::kData, {"is a directory"}, [&] { read_file(directory.path()); });
  expect_error(ErrorKind::kData, {"No such file"}, [&] { read_file(directory.path() / "missing"); });
  write_file_atomically(directory.path() / "long", "12345");
  expect_error(ErrorKind::kData, {"5 bytes long"}, [&] { read_file(directory.path() / "long", 4); });
}

TEST(WriteOutput, FollowsLinksAndLeavesDevicesAndPipesWhatTheyAre) {
  const TemporaryDirectory directory;
  const auto target = directory.path() / "target";
  write_output(target, "old");
  const auto link = directory.path() / "link";
  std::filesystem::create_symlink("target", link);
  write_output(link, "new");
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(read_file(target), "new");
  const auto dangling = directory.path() / "dangling";
  std::filesystem::create_symlink("made", dangling);
  write_output(dangling, "made");
  EXPECT_EQ(read_file(directory.path() / "made"), "made");
  const auto pipe = directory.path() / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  write_output(pipe, "x");
  char byte = 0;
  EXPECT_EQ(read(reader, &byte, 1), 1);
  EXPECT_EQ(byte, 'x');
  close(reader);
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  expect_error(ErrorKind::kWrite, {"directory"}, [&] { write_output(directory.path(), "x"); });
}

TEST(AppendFile, TakesBackWhatItCouldAppendInPartOnly) {
  const TemporaryDirectory directory;
  AppendFile file(directory.path() / "log.csv");
  file.append("first\n");
  {
    const FileSizeLimit limit(10);
    expect_error(ErrorKind::kWrite, {"log.csv"}, [&] { file.append("second\n"); });
  }
  EXPECT_EQ(read_file(directory.path() / "log.csv"), "first\n");
}

TEST(AppendFile, ContinuesAnExistingFile) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "log.csv";
  AppendFile(path).append("a\n");
  AppendFile file(path);
  file.append("b\n");
  EXPECT_EQ(read_file(path), "a\nb\n");
  EXPECT_EQ(file.size(), 4u);
}

}  // namespace
}  // namespace largestep
