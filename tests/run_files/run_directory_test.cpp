#include "run_files/run_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

void expect_refused(ErrorKind kind, const std::filesystem::path& path, bool resume) {
  expect_error(kind, {path.string()}, [&] { const RunDirectory directory(path, resume); });
}

TEST(RunDirectory, IsMadeForANewRunAndBelongsToOneProcess) {
  const TemporaryDirectory parent;
  const RunDirectory directory(parent.path() / "runs" / "a", /*resume=*/false);
  expect_refused(ErrorKind::kWrite, directory.path(), /*resume=*/false);
}

TEST(RunDirectory, NeverMixesARunWithFilesOfAnother) {
  for (const char* name : {"config.toml", "run.json", "steps.csv", "metrics.csv", "sparsity.csv", "measures.csv",
                           "weights.csv", "curve.csv", "surface.csv", "tensorboard", "checkpoints"}) {
    const TemporaryDirectory parent;
    write_file_atomically(parent.path() / name, "x");
    expect_refused(ErrorKind::kInvalidArgument, parent.path(), /*resume=*/false);
    EXPECT_FALSE(std::filesystem::exists(parent.path() / "run.lock"));
  }
}

TEST(RunDirectory, ResumesOnlyWhatIsThereAndLeavesNoTraceElsewhere) {
  const TemporaryDirectory parent;
  expect_refused(ErrorKind::kData, parent.path() / "none", /*resume=*/true);
  EXPECT_FALSE(std::filesystem::exists(parent.path() / "none"));
  write_file_atomically(parent.path() / "config.toml", "x");
  write_file_atomically(parent.path() / ".config.1.tmp.toml", "x");
  const RunDirectory directory(parent.path(), /*resume=*/true);
  EXPECT_FALSE(std::filesystem::exists(parent.path() / ".config.1.tmp.toml"));
}

}  // namespace
}  // namespace largestep
