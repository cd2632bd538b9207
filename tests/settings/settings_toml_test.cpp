#include "settings/settings_toml.h"

#include <gtest/gtest.h>

#include "catalog/problem_catalog.h"
#include "expect_error.h"

namespace largestep {
namespace {

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
  expect_error(ErrorKind::kInvalidArgument, {"my.toml line 2", "step-size"},
               [] { parse_settings("epochs = 1\nstepsize = 0.1\n", "my.toml"); });
}

TEST(SettingsToml, RefusesBadTomlTablesAndWrongTypes) {
  const auto refuse = [](const std::string& toml, const std::string& says) {
    expect_error(ErrorKind::kInvalidArgument, {says}, [&] { resolve_settings(parse_settings(toml, "x"), {}); });
  };
  refuse("epochs = = 1", "line 1");
  refuse("[train]\nepochs = 1", "line 1 begins a table");
  refuse("epochs = [1]", "epochs");
  refuse("epochs = 1.5", "whole number");
  refuse("step-size = nan", "finite");
}

TEST(Settings, OutOfRangeValuesNameFlagValueAndRange) {
  const auto refuse = [](const std::string& name, const std::string& value, const std::vector<std::string>& says) {
    expect_error(ErrorKind::kInvalidArgument, says, [&] { resolve_settings({}, {{name, value}}); });
  };
  refuse("step-size", "-1", {"step-size", "-1"});
  refuse("width", "0", {"[1, 1024]"});
  refuse("epochs", "0", {"epochs"});
  refuse("batch-size", "99999999999999999999", {"whole number"});
  refuse("seed", "-1", {"seed"});
  refuse("momentum", "1", {"momentum"});
  refuse("label-noise", "2", {"label-noise"});
  refuse("schedule", "cosin", {"cosine"});
  refuse("problem", "resnet", {"problems"});
}

}  // namespace
}  // namespace largestep
