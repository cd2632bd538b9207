#include "files/json_text.h"

#include <gtest/gtest.h>

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;

TEST(JsonText, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(json_text(Json{{"csv", "\xff.csv"}}), "{\"csv\":\"\xef\xbf\xbd.csv\"}");
  EXPECT_EQ(json_text(Json{{"k\xff", 1}}), "{\"k\xef\xbf\xbd\":1}");
}

TEST(JsonText, KeepsTheRestAndIndentsWhereAsked) {
  EXPECT_EQ(json_text(Json{{"a", "\u00e9\n"}}, 2), "{\n  \"a\": \"\u00e9\\n\"\n}");
}

}  // namespace
}  // namespace largestep
