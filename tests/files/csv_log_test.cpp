#include "files/csv_log.h"

#include <gtest/gtest.h>

#include <cmath>

#include "expect_error.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

TEST(CsvLog, StartsWithItsHeaderOnce) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "steps.csv";
  CsvLog(path, "step,loss").append("1,2\n");
  CsvLog(path, "step,loss").append("2,1\n");
  EXPECT_EQ(read_file(path), "step,loss\n1,2\n2,1\n");
}

TEST(CsvLog, ResumingDropsLaterAndTornRows) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "steps.csv";
  write_file_atomically(path, "step,loss\n1,3\n2,2\n3,1\n4,0.");
  CsvLog(path, "step,loss", {.up_to_step = 2}).append("3,1.5\n");
  EXPECT_EQ(read_file(path), "step,loss\n1,3\n2,2\n3,1.5\n");
}

TEST(CsvLog, ANewRunDoesNotGoOnWithATornRowEither) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "steps.csv";
  write_file_atomically(path, "step,loss\n1,3\n20,0.");
  CsvLog log(path, "step,loss");
  EXPECT_EQ(log.last_kept_step(), 1);
  log.append("2,1.5\n");
  EXPECT_EQ(read_file(path), "step,loss\n1,3\n2,1.5\n");
}

TEST(CsvLog, DropsEvenATornHeader) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "steps.csv";
  write_file_atomically(path, "step,lo");
  CsvLog(path, "step,loss", {.up_to_step = 0}).append("1,3\n");
  EXPECT_EQ(read_file(path), "step,loss\n1,3\n");
}

TEST(CsvLog, DropsRowsOfTheLastStepWhereAsked) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "sparsity.csv";
  write_file_atomically(path, "step,source\n1,probe\n2,batch\n2,probe\n3,batch\n");
  const CsvLog log(path, "step,source", {.up_to_step = 2, .also = [](auto row) { return row != "2,probe\n"; }});
  EXPECT_EQ(read_file(path), "step,source\n1,probe\n2,batch\n");
}

TEST(CsvLog, KnowsTheStepOfItsLastRow) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "steps.csv";
  EXPECT_EQ(CsvLog(path, "step,loss").last_kept_step(), -1);
  EXPECT_EQ(CsvLog(path, "step,loss").last_kept_step(), -1);
  CsvLog(path, "step,loss").append("9,2\n10,2\n");
  EXPECT_EQ(CsvLog(path, "step,loss", {.up_to_step = 10}).last_kept_step(), 10);
  EXPECT_EQ(CsvLog(path, "step,loss", {.up_to_step = 9}).last_kept_step(), 9);
}

TEST(CsvLog, RefusesAFileWithAnotherHeader) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "steps.csv";
  write_file_atomically(path, "step,error\n");
  expect_error(ErrorKind::kData, {"another header"}, [&] { CsvLog(path, "step,loss"); });
}

}  // namespace
}  // namespace largestep
