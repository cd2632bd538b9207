#include "cifar/label_list.h"

#include <gmock/gmock.h>

#include <string>

#include "expect_error.h"

namespace largestep {
namespace {

TEST(ParseLabels, ReadsWholeNumbersFromNullToNine) {
  EXPECT_THAT(parse_labels("[0, 9,\n5]", 3), testing::ElementsAre('\0', '\x09', '\x05'));
}

TEST(ParseLabels, RefusesNestingThatWouldOverflowTheStackWhenPrinted) {
  for (const std::size_t depth : {100U, 1'000'000U}) {
    const auto text = "[1, " + std::string(depth, '[') + std::string(depth, ']') + "]";
    expect_error(ErrorKind::kData, {"not a JSON array"}, [&] { parse_labels(text, 2); });
  }
}

TEST(ParseLabels, NamesTheLabelThatIsNone) {
  for (const std::string bad : {"10", "-1", "2.5", "1e400", "\"3\"", "null", "[3]", "18446744073709551616"}) {
    const bool is_json = bad != "1e400";
    expect_error(ErrorKind::kData, {is_json ? "label 1 is" : "not a JSON array"},
                 [&] { parse_labels("[1, " + bad + "]", 2); });
  }
}

}  // namespace
}  // namespace largestep
