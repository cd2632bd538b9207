#include "run_files/csv_table.h"

#include <gmock/gmock.h>

#include <cmath>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CsvTableTest : public testing::Test {
 protected:
  CsvTable read(const std::string& text, const std::vector<std::string>& text_columns = {}) {
    write_file_atomically(path_, text);
    return CsvTable::read(path_, text_columns);
  }
  std::string error_of(const std::string& text) {
    return expect_error(ErrorKind::kData, {}, [&] { read(text); });
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "steps.csv";
};

TEST_F(CsvTableTest, ReadsNumbersAndTextAndAnEmptyCellAsNaN) {
  const auto table = read("step,layer,loss\n1,stem,0.25\n2,pooled,\r\n", {"layer"});
  EXPECT_EQ(table.rows(), 2u);
  EXPECT_THAT(table.columns(), ElementsAre("step", "layer", "loss"));
  EXPECT_THAT(table.numbers("step"), ElementsAre(1, 2));
  EXPECT_THAT(table.texts("layer"), ElementsAre("stem", "pooled"));
  EXPECT_EQ(table.numbers("loss")[0], 0.25);
  EXPECT_TRUE(std::isnan(table.numbers("loss")[1]));
}

TEST_F(CsvTableTest, IgnoresATornLastRowEvenWhenItLooksWhole) {
  EXPECT_THAT(read("step,loss\n1,2.5\n2,1").numbers("step"), ElementsAre(1));
  EXPECT_THAT(read("step,loss\n1,2.5\n2").numbers("step"), ElementsAre(1));
}

TEST_F(CsvTableTest, IsEmptyBeforeTheFirstCompleteLine) {
  const auto table = read("step,lo");
  EXPECT_EQ(table.rows(), 0u);
  EXPECT_TRUE(table.numbers("loss").empty());
}

TEST_F(CsvTableTest, ReadsAHundredThousandColumnsWithoutComparingEachWithEach) {
  std::string header = "c0";
  for (int i = 1; i < 100'000; ++i) header += ",c" + std::to_string(i);
  EXPECT_EQ(read(header + "\n").columns().size(), 100'000u);
}

TEST_F(CsvTableTest, RefusesNumbersThatADoubleDoesNotHold) {
  for (const std::string cell : {"1e400", "-1e400", "0x10", "1 ", " 1", "+1", "1,5"}) {
    EXPECT_THAT(error_of("loss\n" + cell + "\n"), HasSubstr("steps.csv:2")) << cell;
  }
}

TEST_F(CsvTableTest, NamesTheFileAndLineOfARaggedRow) {
  EXPECT_THAT(error_of("step,loss\n1,2\n2,3,4\n"), HasSubstr("steps.csv:3: 3 values"));
  EXPECT_THAT(error_of("step,loss\n\n1,2\n"), HasSubstr("steps.csv:2: 1 values"));
}

TEST_F(CsvTableTest, NamesTheLineOfWhatIsNoNumber) {
  EXPECT_THAT(error_of("step,loss\n1,2\n2,oops\n"), HasSubstr("steps.csv:3: \"oops\" in column loss"));
  EXPECT_THAT(error_of("step,loss\n1,2x\n"), HasSubstr("2x"));
}

TEST_F(CsvTableTest, RefusesARepeatedColumnAndAMissingOne) {
  EXPECT_THAT(error_of("step,step\n"), HasSubstr("repeated column \"step\""));
  expect_error(ErrorKind::kData, {"no usable column \"epoch\""}, [&] { read("step,loss\n1,2\n").numbers("epoch"); });
  expect_error(ErrorKind::kData, {"no usable column \"step\""}, [&] { read("step,loss\n1,2\n").texts("step"); });
}

TEST_F(CsvTableTest, AcceptsInfinityAndNaNOfADivergedRun) {
  const auto table = read("loss\ninf\nnan\n-nan\n");
  EXPECT_TRUE(std::isinf(table.numbers("loss")[0]));
  EXPECT_TRUE(std::isnan(table.numbers("loss")[2]));
}

}  // namespace
}  // namespace largestep
