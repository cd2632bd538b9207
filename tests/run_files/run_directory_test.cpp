#include "run_files/run_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

ErrorKind refusal(const std::filesystem::path& path, bool resume) {
  try {
    const RunDirectory directory(path, resume);
  } catch (const Error& error) {
    return error.kind();
  }
  ADD_FAILURE() << "no error";
  return ErrorKind::kInternal;
}

TEST(RunDirectory, IsMadeForANewRunAndBelongsToOneProcess) {
  const TemporaryDirectory parent;
  const RunDirectory directory(parent.path() / "runs" / "a", /*resume=*/false);
  EXPECT_EQ(refusal(directory.path(), false), ErrorKind::kWrite);
}

TEST(RunDirectory, NeverMixesARunWithFilesOfAnother) {
  for (const char* name : {"config.toml", "steps.csv", "run.json"}) {
    const TemporaryDirectory parent;
    write_file_atomically(parent.path() / name, "x");
    EXPECT_EQ(refusal(parent.path(), /*resume=*/false), ErrorKind::kInvalidArgument) << name;
    EXPECT_FALSE(std::filesystem::exists(parent.path() / "run.lock"));
  }
}

TEST(RunDirectory, ResumesOnlyWhatIsThereAndLeavesNoTraceElsewhere) {
  const TemporaryDirectory parent;
  EXPECT_EQ(refusal(parent.path() / "none", /*resume=*/true), ErrorKind::kData);
  EXPECT_FALSE(std::filesystem::exists(parent.path() / "none"));
  write_file_atomically(parent.path() / "config.toml", "x");
  write_file_atomically(parent.path() / ".config.1.tmp.toml", "x");
  const RunDirectory directory(parent.path(), /*resume=*/true);
  EXPECT_FALSE(std::filesystem::exists(parent.path() / ".config.1.tmp.toml"));
}

}  // namespace
}  // namespace largestep
