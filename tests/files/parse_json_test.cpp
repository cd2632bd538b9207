#include "files/parse_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(ParseJson, ReadsWhatIsJson) {
  EXPECT_EQ(parse_json<Json>(R"({"b": [1, 2], "a": null})").dump(), R"({"b":[1,2],"a":null})");
  EXPECT_EQ(parse_json<Json>(nested(32)).dump(), nested(32));
}

TEST(ParseJson, DiscardsWhatIsNot) {
  for (const std::string text : {"", "[1", "{\"a\": }", "[1] 2", "\"\xff\"", "1e400"}) {
    EXPECT_TRUE(parse_json<Json>(text).is_discarded()) << text;
  }
}

TEST(ParseJson, DiscardsWhatIsNestedTooDeeplyToBeDestroyed) {
  for (const std::size_t depth : {40U, 1000U, 2'000'000U}) EXPECT_TRUE(parse_json<Json>(nested(depth)).is_discarded());
  EXPECT_TRUE(parse_json<Json>(R"({"a": 1, "b": )" + nested(100) + "}").is_discarded());
  EXPECT_TRUE(parse_json<Json>(std::string(1'000'000, '[')).is_discarded());
}

}  // namespace
}  // namespace largestep
