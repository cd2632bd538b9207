#include "terminal/terminal.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

namespace largestep {
namespace {

const std::vector<LinePart> kParts{{.text = "50 %"},
                                   {.text = "loss 0.123", .rank = 1},
                                   {.text = "step size 0.05", .brief = "t 0.05", .rank = 2},
                                   {.text = "12 min 30 s left", .brief = "12:30", .rank = 3}};

TEST(FittedLine, ShowsEverythingWhereThereIsRoom) {
  EXPECT_EQ(fitted_line(kParts, 50, false), "50 %  loss 0.123  step size 0.05  12 min 30 s left");
  EXPECT_EQ(fitted_line(kParts, 0, false), fitted_line(kParts, 50, false));
}

TEST(FittedLine, ShortensTheLeastImportantBeforeItLeavesAnythingOut) {
  EXPECT_EQ(fitted_line(kParts, 49, false), "50 %  loss 0.123  step size 0.05  12:30");
  EXPECT_EQ(fitted_line(kParts, 31, false), "50 %  loss 0.123  t 0.05  12:30");
  EXPECT_EQ(fitted_line(kParts, 30, false), "50 %  loss 0.123  t 0.05");
  EXPECT_EQ(fitted_line(kParts, 20, false), "50 %  loss 0.123");
  EXPECT_EQ(fitted_line(kParts, 1, false), "50 %");
}

TEST(FittedLine, IsNoWiderThanAskedForAtAnyWidth) {
  for (int columns = 4; columns < 60; ++columns) EXPECT_LE(columns_of(fitted_line(kParts, columns, false)), columns);
}

TEST(FittedLine, ColoursOnlyWhereAskedTo) {
  const std::vector<LinePart> parts{{.text = "a", .style = fmt::emphasis::bold}};
  EXPECT_EQ(fitted_line(parts, 10, false), "a");
  EXPECT_EQ(fitted_line(parts, 10, true), "\033[1ma\033[0m");
}

TEST(Columns, AreCharactersNotBytes) { EXPECT_EQ(columns_of("█░ 5 µs"), 7); }

TEST(Terminal, AFileIsNotWatchedAndItsWidthIsThatOfTheEnvironment) {
  const Terminal terminal(fileno(tmpfile()));
  EXPECT_FALSE(terminal.is_watched());
  EXPECT_FALSE(terminal.has_colours());
  const char* before = getenv("COLUMNS");
  const std::string kept = before == nullptr ? "" : before;
  for (const auto& [given, columns] : {std::pair{"61", 61}, {"many", 80}, {"-1", 80}, {"", 80}}) {
    setenv("COLUMNS", given, 1);
    EXPECT_EQ(terminal.columns(), columns) << given;
  }
  setenv("COLUMNS", kept.c_str(), 1);
}

}  // namespace
}  // namespace largestep
