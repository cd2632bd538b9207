#include "data/csv_examples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

CsvExamples read(const std::string& text, const std::string& target) {
  const TemporaryDirectory directory;
  write_file_atomically(directory.path() / "table.csv", text);
  return read_csv_examples(directory.path() / "table.csv", target);
}

void expect_refused(const std::string& text, const std::string& target, const char* says) {
  try {
    read(text, target);
    ADD_FAILURE() << text;
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr(says));
  }
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
  expect_refused("a,b\n1,\n", "a", "line 2: \"\"");
  expect_refused("a,b\n1,2\n3\n", "a", "line 3 has 1 cells, but line 1 has 2");
  expect_refused("a,b\n1,2,3\n", "a", "line 2 has 3 cells");
  expect_refused("a,b\n", "a", "no row");
  expect_refused("", "a", "no row");
  expect_refused("1\n2\n", "1", "one column");
  expect_refused("price,b\n1,2\n", "prise", "did you mean price?");
  expect_refused("a,b\n1,2\n", "3", "from 1 to 2");
}

}  // namespace
}  // namespace largestep
