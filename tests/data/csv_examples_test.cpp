#include "data/csv_examples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

CsvExamples read(const std::string& text, const std::string& target, CsvHeader header = CsvHeader::kAuto) {
  const TemporaryDirectory directory;
  write_file_atomically(directory.path() / "table.csv", text);
  return read_csv_examples(directory.path() / "table.csv", target, header);
}

void expect_refused(const std::string& text, const std::string& target, const std::string& says,
                    ErrorKind kind = ErrorKind::kData, CsvHeader header = CsvHeader::kAuto) {
  SCOPED_TRACE(text);
  expect_error(kind, {"table.csv", says}, [&] { read(text, target, header); });
}

TEST(CsvExamples, ReadsHeaderQuotesBlanksAndTheTargetByNameOrNumber) {
  const std::string text = "\xEF\xBB\xBFwidth, \"height\",price\r\n1,2,3\n\n 4.5 ,-5e-1,+6\r\n";
  for (const char* target : {"price", "3"}) {
    const auto examples = read(text, target);
    EXPECT_THAT(examples.columns, testing::ElementsAre("width", "height"));
    EXPECT_TRUE(torch::equal(examples.inputs, torch::tensor({{1.0, 2.0}, {4.5, -0.5}}, torch::kDouble)));
    EXPECT_TRUE(torch::equal(examples.targets, torch::tensor({3.0, 6.0}, torch::kDouble)));
  }
}

TEST(CsvExamples, ReadsAFileWithoutHeaderOrLastNewline) {
  const auto examples = read("1,2\n3,4", "1");
  EXPECT_TRUE(torch::equal(examples.inputs, torch::tensor({{2.0}, {4.0}}, torch::kDouble)));
  EXPECT_TRUE(torch::equal(examples.targets, torch::tensor({1.0, 3.0}, torch::kDouble)));
}

TEST(CsvExamples, RefusesWhatIsNoTableOfNumbersWithItsLine) {
  expect_refused("a,b\n1,2\n3,x\n", "a", "line 3: \"x\" in column b is not a finite number");
  expect_refused("a,b\n1,2\n\n3,nan\n", "a", "line 4");
  expect_refused("a,b\n1,2\n3,1e999\n", "a", "line 3");
  expect_refused("a,b\n1,\n", "a", "line 2: \"\" in column b");
  expect_refused("a,b\n1,2\n3\n", "a", "line 3 has 1 cells, but line 1 has 2");
  expect_refused("a,b\n1,2,3\n", "a", "line 2 has 3 cells");
  expect_refused("a,b\n", "a", "no row");
  expect_refused("", "a", "no row");
  expect_refused("1\n2\n", "1", "one column");
  expect_refused("price,b\n1,2\n", "prise", "did you mean price?", ErrorKind::kInvalidArgument);
  expect_refused("a,b\n1,2\n", "3", "from 1 to 2", ErrorKind::kInvalidArgument);
}

TEST(CsvExamples, ReadsSemicolonsAndTabsWhereTheyAreWhatSeparates) {
  for (const std::string text : {"\"a\";\"b\"\n1;2\n3;4\n", "a\tb\n1\t2\n3\t4\n"}) {
    const auto examples = read(text, "b");
    EXPECT_THAT(examples.columns, testing::ElementsAre("a"));
    EXPECT_TRUE(torch::equal(examples.targets, torch::tensor({2.0, 4.0}, torch::kDouble)));
  }
}

TEST(CsvExamples, TakesNumbersInQuotesAsNamesUnlessAllIsInQuotes) {
  const auto named = read("\"0\",\"1\",\"2\"\n5,6,7\n", "1");
  EXPECT_THAT(named.columns, testing::ElementsAre("0", "2"));
  EXPECT_TRUE(torch::equal(named.targets, torch::tensor({6.0}, torch::kDouble)));
  EXPECT_EQ(read("\"5\",\"6\"\n\"7\",\"8\"\n", "1").targets.size(0), 2);
  EXPECT_EQ(read("\"5\",\"6\"\n", "1").targets.size(0), 1);
}

TEST(CsvExamples, RefusesAFirstLineThatMayBeAHeaderOrARow) {
  expect_refused("?,1,2\n3,4,5\n", "1", "line 1: \"?\" in column 1 is not a finite number, but \"1\" is one");
  expect_refused("2019,2020,y\n3,4,5\n", "y", "line 1: \"y\" in column 3 is not a finite number, but \"2019\" is one");
  expect_refused("\"?\",\"1\"\n\"3\",\"4\"\n", "1", "line 1: \"?\" in column 1");
  expect_refused("0,1,2,3\n5,6,7,8\n", "3", "line 1 counts its columns, which is a header or a row: say --header");
  expect_refused("\n1,2,3\n5,6,7\n", "3", "line 2 counts its columns");
  EXPECT_EQ(read("1.0,2,3\n5,6,7\n", "3").targets.size(0), 2);
}

TEST(CsvExamples, TakesAFirstLineForWhatItIsToldToBe) {
  const auto named = read("0,1,2,3\n5,6,7,8\n", "3", CsvHeader::kYes);  // a name before a number
  EXPECT_THAT(named.columns, testing::ElementsAre("0", "1", "2"));
  EXPECT_TRUE(torch::equal(named.targets, torch::tensor({8.0}, torch::kDouble)));
  EXPECT_TRUE(
      torch::equal(read("0,1,2,3\n5,6,7,8\n", "3", CsvHeader::kNo).targets, torch::tensor({2.0, 7.0}, torch::kDouble)));
  EXPECT_THAT(read("2019,2020,y\n3,4,5\n", "y", CsvHeader::kYes).columns, testing::ElementsAre("2019", "2020"));
  expect_refused("a,b\n1,2\n", "2", "line 1: \"a\" in column 1 is not a finite number", ErrorKind::kData,
                 CsvHeader::kNo);
  expect_refused("?,1,2\n3,4,5\n", "1", "line 1: \"?\" in column 1", ErrorKind::kData, CsvHeader::kNo);
  expect_refused("1,1\n3,4\n", "1", "repeated column \"1\"", ErrorKind::kData, CsvHeader::kYes);
  EXPECT_EQ(parse_csv_header("yes"), CsvHeader::kYes);
  expect_error(ErrorKind::kInvalidArgument, {"header is \"maybe\""}, [] { parse_csv_header("maybe"); });
}

TEST(CsvExamples, RefusesAHeaderThatNamesAColumnTwiceOrNotAtAll) {
  expect_refused("a,y,b,y\n1,2,3,4\n", "y", "repeated column \"y\"");
  expect_refused(",a,y\n0,2,3\n", "y", "unnamed");
}

TEST(CsvExamples, NamesTheCauseInFilesOfAnotherKind) {
  expect_refused("a;b\n0,5;1,5\n", "a", "line 2: \"0,5\" in column a is not a finite number; write a decimal point");
  expect_refused("+1 1:0.5 2:-0.1\n-1 1:1.5 2:0.1\n", "1", "line 1 looks like LIBSVM's format");
  expect_refused("y x\n1 2\n", "y", "commas, semicolons or tabs separate cells");
  expect_refused(std::string("\xFF\xFE"
                             "a\0,\0b\0\n\0",
                             10),
                 "a", "UTF-16");
}

}  // namespace
}  // namespace largestep
