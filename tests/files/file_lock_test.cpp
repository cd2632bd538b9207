#include "files/file_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

TEST(FileLock, RefusesASecondHolderAndNamesTheFirst) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "run.lock";
  const FileLock lock(path);
  expect_error(ErrorKind::kWrite, {fmt::format("process {} on ", ::getpid()), directory.path().string()},
               [&] { const FileLock second(path); });
}

TEST(FileLock, GoesWithItsHolder) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "run.lock";
  { const FileLock lock(path); }
  EXPECT_TRUE(std::filesystem::exists(path));
  const FileLock again(path);
}

/// Lets a process take the lock and be killed. @return its number
pid_t kill_a_holder(const std::filesystem::path& path) {
  const auto child = fork();
  if (child == 0) {
    const FileLock lock(path);
    raise(SIGKILL);
  }
  waitpid(child, nullptr, 0);
  return child;
}

TEST(FileLock, OfAKilledProcessIsNoObstacle) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "run.lock";
  const auto child = kill_a_holder(path);
  EXPECT_THAT(read_file(path), testing::HasSubstr(fmt::format("process {} on ", child)));
  const FileLock lock(path);
  EXPECT_THAT(read_file(path), testing::HasSubstr(fmt::format("process {} on ", ::getpid())));
}

TEST(IsLocked, OnlyWhileSomebodyHoldsTheLock) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "run.lock";
  EXPECT_FALSE(is_locked(path)) << "no file";
  {
    const FileLock lock(path);
    EXPECT_TRUE(is_locked(path));
  }
  EXPECT_FALSE(is_locked(path));
}

TEST(HolderHasEnded, OnlyWhenTheLockIsFree) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "run.lock";
  EXPECT_FALSE(holder_has_ended(path)) << "no file";
  {
    const FileLock lock(path);
    EXPECT_FALSE(holder_has_ended(path));
  }
  EXPECT_TRUE(holder_has_ended(path));
}

TEST(HolderHasEnded, WhenItsProcessWasKilled) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "run.lock";
  kill_a_holder(path);
  EXPECT_TRUE(holder_has_ended(path));
}

TEST(HolderHasEnded, IsNotKnownOfAnotherMachine) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "run.lock";
  write_file_atomically(path, "process 1 on some-other-machine, since 2026-01-31T12:00:00Z\n");
  EXPECT_FALSE(holder_has_ended(path));
}

}  // namespace
}  // namespace largestep
