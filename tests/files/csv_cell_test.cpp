#include "files/csv_cell.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

namespace largestep {
namespace {

TEST(CsvText, IsQuotedWhereItWouldBeReadAsSomethingElse) {
  EXPECT_EQ(csv_text("layer4.1 relu"), "layer4.1 relu");
  EXPECT_EQ(csv_text("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_text("say \"no\""), "\"say \"\"no\"\"\"");
  EXPECT_EQ(csv_text("two\nlines"), "\"two\nlines\"");
}

TEST(CsvNumber, ReadsBackAsTheSameDouble) {
  for (const double value : {0.1, 1.0 / 3, 1e-300, 12345678.9, 0.0}) {
    EXPECT_EQ(std::strtod(csv_number(value).c_str(), nullptr), value);
  }
  EXPECT_EQ(csv_number(std::nan("")), "");
}

}  // namespace
}  // namespace largestep
