#include "files/csv_file.h"

#include <gmock/gmock.h>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using Rows = std::vector<std::vector<std::string>>;

class CsvFileTest : public testing::Test {
 protected:
  CsvFile open(const std::string& text, std::string_view separators = ",") const {
    write_file_atomically(path_, text);
    return CsvFile(path_, 1000, separators);
  }
  Rows rows(const std::string& text, std::string_view separators = ",") const {
    auto file = open(text, separators);
    Rows rows;
    for (CsvRow row; file.next(row);) {
      rows.emplace_back();
      for (const auto& cell : row.cells) rows.back().push_back((cell.is_quoted ? "q:" : "") + std::string(cell.text));
    }
    return rows;
  }
  void expect_refused(const std::string& text, const std::string& says, std::string_view separators = ",") const {
    const auto message = expect_error(ErrorKind::kData, {path_.string(), says}, [&] { rows(text, separators); });
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "table.csv";
};

// What Python's csv.reader makes of the same text, but for the quotes, which it does not tell.
TEST_F(CsvFileTest, ReadsWhatRfc4180Writes) {
  EXPECT_EQ(rows("a,b\r\n1,\"x, y\"\n"), (Rows{{"a", "b"}, {"1", "q:x, y"}}));
  EXPECT_EQ(rows("\"say \"\"so\"\"\",\"\"\n\"two\r\nlines\",2"),
            (Rows{{"q:say \"so\"", "q:"}, {"q:two\r\nlines", "2"}}));
  EXPECT_EQ(rows("\n,\n a b ,c"), (Rows{{""}, {"", ""}, {" a b ", "c"}}));
  EXPECT_EQ(rows(""), Rows{});
  EXPECT_EQ(rows("\"\"\"\""), Rows{{"q:\""}});
}

TEST_F(CsvFileTest, SkipsAByteOrderMarkAndBlanksAroundQuotes) {
  EXPECT_EQ(rows("\xEF\xBB\xBF\"a\",b\n \"1\"\t, 2\n"), (Rows{{"q:a", "b"}, {"q:1", " 2"}}));
  EXPECT_EQ(rows("\xEF\xBB\xBF"), Rows{});
}

TEST_F(CsvFileTest, CountsLinesThroughQuotesAndSaysWhetherARowIsComplete) {
  auto file = open("\"a\nb\"\n\nlast");
  CsvRow row;
  ASSERT_TRUE(file.next(row));
  EXPECT_EQ(row.line, 1u);
  ASSERT_TRUE(file.next(row));
  EXPECT_EQ(row.line, 3u);
  EXPECT_TRUE(row.is_complete);
  ASSERT_TRUE(file.next(row));
  EXPECT_EQ(row.line, 4u);
  EXPECT_FALSE(row.is_complete);
  EXPECT_FALSE(file.next(row));
}

TEST_F(CsvFileTest, FindsTheSeparatorOutsideQuotesInTheFirstLine) {
  EXPECT_EQ(rows("a;b;c\n0,5;1;2\n", ",;\t"), (Rows{{"a", "b", "c"}, {"0,5", "1", "2"}}));
  EXPECT_EQ(rows("\n\t\n\"a,b\"\tc\n", ",;\t"), (Rows{{""}, {"", ""}, {"q:a,b", "c"}}));
  EXPECT_EQ(rows("\"a;b\",c\n", ",;\t"), (Rows{{"q:a;b", "c"}}));
  EXPECT_EQ(rows("a\n1\n", ",;\t"), (Rows{{"a"}, {"1"}}));
  EXPECT_EQ(rows("a;b\n"), (Rows{{"a;b"}}));
}

TEST_F(CsvFileTest, RefusesWhatCouldBeReadInTwoWays) {
  expect_refused("\n0,5;1\n", "line 2: both commas and semicolons could separate", ",;\t");
  expect_refused("a\tb;c\n", "line 1: both tabs and semicolons could separate", ",;\t");
  expect_refused("a\n1,\"2\n\n", "line 2: a quote that is not closed");
  expect_refused("a\n1,x\"2\"\n", "line 2: a quote within a cell");
  expect_refused("\"a\nb\" c\n", "line 1: text behind a quoted cell");
  expect_refused("a\n1\r2\n", "line 2: a CR without LF");
}

TEST_F(CsvFileTest, RefusesUtf16WithAndWithoutItsMark) {
  expect_refused(std::string("\xFF\xFE"
                             "a\0,\0",
                             6),
                 "looks like UTF-16; save it as UTF-8");
  expect_refused(std::string("\xFE\xFF\0a", 4), "looks like UTF-16");
  expect_refused(std::string("a\0,\0b\0", 6), "looks like UTF-16");
  expect_refused(std::string("\0a\0,", 4), "looks like UTF-16");
}

TEST_F(CsvFileTest, RefusesAFileBeyondItsBound) { expect_refused(std::string(1001, '1'), "1001"); }

TEST_F(CsvFileTest, NamesAreThoseOfTheHeaderWithoutBlanks) {
  auto file = open(" a , \"b c\"\n,d\ne,e\n");
  CsvRow row;
  file.next(row);
  EXPECT_THAT(file.names_in(row), testing::ElementsAre("a", "b c"));
  file.next(row);
  expect_error(ErrorKind::kData, {":2: unnamed or repeated column \"\""}, [&] { file.names_in(row); });
  file.next(row);
  expect_error(ErrorKind::kData, {":3: unnamed or repeated column \"e\""}, [&] { file.names_in(row); });
}

TEST(NumberIn, IsTheWholeText) {
  EXPECT_EQ(number_in("-2.5e-1"), -0.25);
  EXPECT_EQ(number_in("inf"), std::numeric_limits<double>::infinity());
  for (const auto* text : {"", "+1", " 1", "1 ", "1x", "0x1", "1e400"})
    EXPECT_EQ(number_in(text), std::nullopt) << text;
}

}  // namespace
}  // namespace largestep
