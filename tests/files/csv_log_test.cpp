#include "files/csv_log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

#include "expect_error.h"
#include "file_size_limit.h"
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

TEST(CsvLog, FindsWhereToCutAFileOfManyPieces) {
  std::string text = "step,epoch\n";
  std::vector<std::size_t> ends{text.size()};
  for (int step = 1; step <= 3000; ++step) {
    text += std::to_string(step) + "," + std::string(static_cast<std::size_t>(step * 37 % 200), '7') + "\n";
    ends.push_back(text.size());
  }
  text += std::string(200'000, '9');  // a torn row
  for (const int step : {0, 1, 2, 1000, 2222, 2999, 3000, 4000}) {
    const TemporaryDirectory directory;
    const auto path = directory.path() / "steps.csv";
    write_file_atomically(path, text);
    const CsvLog log(path, "step,epoch", {.up_to_step = step});
    const auto kept = std::min<std::size_t>(static_cast<std::size_t>(step), 3000);
    EXPECT_EQ(read_file(path), text.substr(0, ends[kept])) << step;
    EXPECT_EQ(log.last_kept_step(), kept == 0 ? -1 : static_cast<std::int64_t>(kept));
  }
}

TEST(CsvLog, CutsAFileThatIsTooLargeToBeRead) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "steps.csv";
  constexpr std::uintmax_t kHole = std::uintmax_t{1} << 36;
  write_file_atomically(path, "step,loss\n");
  std::filesystem::resize_file(path, kHole);
  AppendFile(path).append("\n7,1\n8,1\n9,");
  const CsvLog log(path, "step,loss", {.up_to_step = 7});
  EXPECT_EQ(log.last_kept_step(), 7);
  EXPECT_EQ(std::filesystem::file_size(path), kHole + 5);
}

TEST(CsvLog, KeepsRowsOfTheLastStepOnlyIfAnotherLogSaysThatTheyAreComplete) {
  for (const bool is_complete : {false, true}) {
    const TemporaryDirectory directory;
    const auto path = directory.path() / "sparsity.csv";
    write_file_atomically(directory.path() / "metrics.csv", is_complete ? "step\n1\n2\n" : "step\n1\n");
    write_file_atomically(path, "step,source\n1,probe\n2,batch\n2,probe\n3,batch\n");
    const CsvLog last(directory.path() / "metrics.csv", "step", {.up_to_step = 2});
    const CsvLog log(path, "step,source", rows_completed_by(last, 2, ",probe"));
    EXPECT_EQ(read_file(path), std::string("step,source\n1,probe\n2,batch\n") + (is_complete ? "2,probe\n" : ""));
  }
}

TEST(CsvLog, AppendsRowsOfWhichAKillLeavesAllOrNone) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "measures.csv";
  const std::string before = "step,value\n1,3\n";
  const std::string rows = "2,2\n2,3\n2,4\n";
  CsvLog log(path, "step,value");
  log.append("1,3\n");
  for (std::size_t room = 1; room < rows.size(); ++room) {
    EXPECT_EXIT(  // the kernel kills who goes on writing after the part for which there was room
        {
          const FileSizeLimit limit(before.size() + room);
          std::signal(SIGXFSZ, SIG_DFL);
          log.append_atomically(rows);
        },
        testing::KilledBySignal(SIGXFSZ), "");
    EXPECT_EQ(read_file(path), before);
  }
  log.append_atomically(rows);
  log.append("3,1\n");
  EXPECT_EQ(read_file(path), before + rows + "3,1\n");
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
