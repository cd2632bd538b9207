#include "settings/settings_toml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalog/problem_catalog.h"
#include "expect_error.h"

namespace largestep {
namespace {

std::string message_of(const std::function<void()>& action) {
  return expect_error(ErrorKind::kInvalidArgument, {}, action);
}

TEST(SettingsToml, EverySettingRoundTrips) {
  Settings settings;
  settings.preset = "sota-small";
  settings.data = "a \"quoted\" \\ path\twith ü";
  settings.step_size = 0.1 + 0.2;
  settings.weight_decay = 1e-17;
  settings.nesterov = true;
  settings.seed = INT64_MAX;
  settings.schedule = "0:0.05,0.5:0.005";
  const auto toml = settings_to_toml(settings);
  const auto read = resolve_settings(parse_settings(toml, "test"), {});
  EXPECT_EQ(settings_to_toml(read), toml);
  EXPECT_EQ(read.step_size, settings.step_size);
}

TEST(SettingsToml, FlagBeatsFileBeatsPresetBeatsDefault) {
  const auto file = parse_settings("preset = \"sota-small\"\nepochs = 7\nmomentum = 0.5\n", "test");
  const auto settings = resolve_settings(file, {{"momentum", "0.25"}});
  EXPECT_EQ(settings.momentum, 0.25);    // flag
  EXPECT_EQ(settings.epochs, 7);         // file
  EXPECT_EQ(settings.step_size, 0.002);  // preset
  EXPECT_EQ(settings.width, 64);         // default
  EXPECT_EQ(resolve_settings(file, {{"preset", "plain-small"}}).step_size, 0.01);
}

TEST(SettingsToml, UnknownKeyNamesLineAndNearestSetting) {
  EXPECT_THAT(message_of([] { parse_settings("epochs = 1\nstepsize = 0.1\n", "my.toml"); }),
              testing::AllOf(testing::HasSubstr("my.toml line 2"), testing::HasSubstr("step-size")));
}

TEST(SettingsToml, RefusesBadTomlTablesAndWrongTypes) {
  EXPECT_THAT(message_of([] { parse_settings("epochs = = 1", "x"); }), testing::HasSubstr("line 1"));
  EXPECT_THAT(message_of([] { parse_settings("[train]\nepochs = 1", "x"); }),
              testing::HasSubstr("line 1 begins a table"));
  EXPECT_THAT(message_of([] { parse_settings("epochs = [1]", "x"); }), testing::HasSubstr("epochs"));
  EXPECT_THAT(message_of([] { resolve_settings(parse_settings("epochs = 1.5", "x"), {}); }),
              testing::HasSubstr("whole number"));
  EXPECT_THAT(message_of([] { resolve_settings(parse_settings("step-size = nan", "x"), {}); }),
              testing::HasSubstr("finite"));
}

TEST(Settings, OutOfRangeValuesNameFlagValueAndRange) {
  const auto refused = [](const std::string& name, const std::string& value) {
    return message_of([&] { resolve_settings({}, {{name, value}}); });
  };
  EXPECT_THAT(refused("step-size", "-1"), testing::AllOf(testing::HasSubstr("step-size"), testing::HasSubstr("-1")));
  EXPECT_THAT(refused("width", "0"), testing::HasSubstr("[1, 1024]"));
  EXPECT_THAT(refused("epochs", "0"), testing::HasSubstr("epochs"));
  EXPECT_THAT(refused("batch-size", "99999999999999999999"), testing::HasSubstr("whole number"));
  EXPECT_THAT(refused("seed", "-1"), testing::HasSubstr("seed"));
  EXPECT_THAT(refused("momentum", "1"), testing::HasSubstr("momentum"));
  EXPECT_THAT(refused("label-noise", "2"), testing::HasSubstr("label-noise"));
  EXPECT_THAT(refused("schedule", "cosin"), testing::HasSubstr("cosine"));
  EXPECT_THAT(refused("problem", "resnet"), testing::HasSubstr("problems"));
}

}  // namespace
}  // namespace largestep
