#include "settings/settings.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "catalog/problem_catalog.h"
#include "expect_error.h"
#include "settings/setting_specs.h"
#include "settings/settings_toml.h"

namespace largestep {
namespace {

struct Refused {
  const char* name;
  const char* text;
};

constexpr Refused kRefused[] = {{"seed", "-1"},
                                {"seed", "9223372036854775808"},
                                {"seed", ""},
                                {"seed", "1.0"},
                                {"seed", "0x10"},
                                {"seed", " 1"},
                                {"width", "0"},
                                {"width", "-1"},
                                {"width", "1025"},
                                {"width", "99999999999999999999"},
                                {"width", "nan"},
                                {"batch-size", "1"},
                                {"batch-size", "0"},
                                {"batch-size", "10000001"},
                                {"epochs", "0"},
                                {"epochs", "1000001"},
                                {"epochs", "1e3"},
                                {"epochs", ""},
                                {"train-size", "-1"},
                                {"train-size", "10000001"},
                                {"validation-size", "9999999"},
                                {"threads", "-1"},
                                {"threads", "1025"},
                                {"eval-every", "0"},
                                {"eval-every", "1000000001"},
                                {"sparsity-every", "-1"},
                                {"checkpoint-every", "-9223372036854775808"},
                                {"step-size", "0"},
                                {"step-size", "-0"},
                                {"step-size", "nan"},
                                {"step-size", "inf"},
                                {"step-size", "1e400"},
                                {"step-size", "1e-400"},
                                {"step-size", ""},
                                {"step-size", "0.1x"},
                                {"momentum", "1"},
                                {"momentum", "-0.1"},
                                {"momentum", "nan"},
                                {"weight-decay", "-1"},
                                {"weight-decay", "inf"},
                                {"label-noise", "1.1"},
                                {"label-noise", "-nan"},
                                {"label-noise-classes", "ten"},
                                {"label-noise-until", "0"},
                                {"label-noise-until", "1.1"},
                                {"label-smoothing", "1"},
                                {"label-smoothing", "-0.1"},
                                {"cutout", "513"},
                                {"cutout", "-1"},
                                {"size", "7"},
                                {"size", "33"},
                                {"mean", "0.5"},
                                {"mean", "a,b"},
                                {"dataset", "cifar"},
                                {"test-flip", "yes"},
                                {"cuda-graph", "on"},
                                {"average-tau", "1"},
                                {"decay-at", "0"},
                                {"decay-at", "0.91"},
                                {"warmup-exp", "0"},
                                {"warmup-exp", "2.1"},
                                {"warmup-factor", "0"},
                                {"augment", "yes"},
                                {"augment", ""},
                                {"schedule", ""},
                                {"schedule", ":"},
                                {"schedule", "0:inf"},
                                {"schedule", "0:nan"},
                                {"schedule", "0:0.1,"},
                                {"schedule", "0.5:0.1"},
                                {"schedule", "0:1,1:1"},
                                {"schedule", "0:1e400"},
                                {"problem", ""},
                                {"preset", "none"}};

TEST(Settings, AreRefusedBeyondTheirRangeWithTheirName) {
  for (const auto& refused : kRefused) {
    SCOPED_TRACE(fmt::format("{} = {}", refused.name, refused.text));
    expect_error(ErrorKind::kInvalidArgument, {refused.name}, [&] {
      resolve_settings({}, {{refused.name, refused.text}});
    });
  }
}

TEST(Settings, AreAcceptedUpToTheEndsOfTheirRange) {
  for (const auto& [name, text] : SettingValues{{"seed", "9223372036854775807"},
                                                {"width", "1"},
                                                {"width", "1024"},
                                                {"batch-size", "2"},
                                                {"batch-size", "50000"},
                                                {"epochs", "1"},
                                                {"epochs", "1000000"},
                                                {"train-size", "1"},
                                                {"train-size", "50000"},
                                                {"validation-size", "49998"},
                                                {"step-size", "1e308"},
                                                {"step-size", "5e-324"},
                                                {"label-noise", "1"},
                                                {"decay-at", "0.9"},
                                                {"warmup-exp", "2"}}) {
    const auto settings = resolve_settings({}, {{name, text}});
    // ... and go through a file unchanged.
    const auto toml = settings_to_toml(settings);
    EXPECT_EQ(settings_to_toml(resolve_settings(parse_settings(toml, "toml"), {})), toml) << name << " = " << text;
  }
}

/// What check_value says of a value of the setting; "" if it is good.
template <typename Value>
std::string objection(const SettingSpec& spec, const Value& value) {
  Settings settings;
  settings.*std::get<Value Settings::*>(spec.member) = value;
  try {
    check_value(settings, spec, find_problem(settings.problem).settings);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInvalidArgument);
    return error.what();
  }
  return "";
}

TEST(SettingTable, ChecksEveryWholeNumberAtBothEnds) {
  const auto& problem = find_problem(Settings().problem).settings;
  const auto at = [&](const WholeEnd& end) {
    return std::holds_alternative<std::int64_t>(end) ? std::get<std::int64_t>(end) : std::get<1>(end)(problem);
  };
  for (const auto& spec : setting_specs()) {
    if (!std::holds_alternative<std::int64_t Settings::*>(spec.member)) continue;
    ASSERT_TRUE(std::holds_alternative<WholeRange>(spec.constraint)) << spec.name << " has no range";
    const auto low = at(std::get<WholeRange>(spec.constraint).low);
    const auto high = at(std::get<WholeRange>(spec.constraint).high);
    EXPECT_EQ(objection(spec, low), "");
    EXPECT_EQ(objection(spec, high), "");
    EXPECT_EQ(objection(spec, low - 1),
              fmt::format("{} is {}, but must be in [{}, {}]", spec.name, low - 1, low, high));
    if (high < INT64_MAX) {
      EXPECT_THAT(objection(spec, high + 1), testing::StartsWith(spec.name + " is "));
    }
  }
}

TEST(SettingTable, ChecksEveryRealNumberAtBothEnds) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const auto& spec : setting_specs()) {
    if (!std::holds_alternative<double Settings::*>(spec.member)) continue;
    ASSERT_TRUE(std::holds_alternative<RealRange>(spec.constraint)) << spec.name << " has no range";
    const auto& range = std::get<RealRange>(spec.constraint);
    EXPECT_EQ(objection(spec, range.low).empty(), range.has_low) << spec.name;
    EXPECT_NE(objection(spec, std::nextafter(range.low, -1.0)), "") << spec.name;
    EXPECT_EQ(objection(spec, std::nextafter(range.low, 1.0)), "");
    EXPECT_EQ(objection(spec, range.high).empty(), range.has_high && range.high < kInfinity) << spec.name;
    EXPECT_EQ(objection(spec, std::nextafter(range.high, 0.0)), "");
    EXPECT_NE(objection(spec, std::nextafter(range.high, kInfinity)), "") << spec.name;
    EXPECT_NE(objection(spec, std::nan("")), "") << spec.name;
  }
}

TEST(SettingTable, SaysWhichValuesAreGood) {
  const auto says = [](const std::string& name, const auto& value) { return objection(*find_setting(name), value); };
  EXPECT_EQ(says("method", std::string("x")), "method is \"x\", but must be sgd or gd");
  EXPECT_EQ(says("precision", std::string("fp64")), "precision is \"fp64\", but must be auto, fp32 or bf16");
  EXPECT_EQ(says("momentum", 1.0), "momentum is 1, but must be in [0, 1)");
  EXPECT_EQ(says("decay-at", 0.0), "decay-at is 0, but must be in (0, 0.9]");
  EXPECT_EQ(says("step-size", 0.0), "step-size is 0, but must be finite and above 0");
  EXPECT_EQ(says("weight-decay", -1.0), "weight-decay is -1, but must be finite and at least 0");
  EXPECT_EQ(says("on-divergence", std::string("restart-lower:0.5")), "");
  EXPECT_THAT(says("on-divergence", std::string("go")), testing::HasSubstr("restart-lower:F"));
}

TEST(SettingTable, RangesOfOptimisationAreThoseOfTheOptimiser) {
  const auto is_good = [](const std::string& name, double value, const auto& validate) {
    try {
      validate();
      EXPECT_EQ(objection(*find_setting(name), value), "") << name << " = " << value;
    } catch (const Error& error) {
      EXPECT_EQ(objection(*find_setting(name), value), error.what());
    }
  };
  for (const double value : {-1.0, 0.0, 1e-300, 0.5, 0.9, 0.91, 1.0, 2.0, 2.1, 1e300}) {
    const auto of_schedule = [&](double ScheduleOptions::*field, const char* schedule = "large-then-decay") {
      return [=] {
        ScheduleOptions options{.schedule = schedule};
        options.*field = value;
        options.validate();
      };
    };
    is_good("momentum", value, [=] { SgdOptions{.momentum = value}.validate(); });
    is_good("weight-decay", value, [=] { SgdOptions{.weight_decay = value}.validate(); });
    is_good("step-size", value, of_schedule(&ScheduleOptions::step_size));
    is_good("decay-at", value, of_schedule(&ScheduleOptions::decay_at));
    is_good("decay-factor", value, of_schedule(&ScheduleOptions::decay_factor, "grow-then-divide"));
    is_good("warmup-exp", value, of_schedule(&ScheduleOptions::warmup_exponent));
    is_good("warmup-factor", value, of_schedule(&ScheduleOptions::warmup_factor));
  }
}

TEST(SettingTable, HelpHasDefaultRangeAndChoices) {
  const auto help = [](const std::string& name) { return help_text(*find_setting(name)); };
  EXPECT_THAT(help("width"), testing::EndsWith(" [default 64; 1 to 1024]"));
  EXPECT_THAT(help("eval-every"), testing::EndsWith(" [default 200; at least 1]"));
  EXPECT_THAT(help("batch-size"), testing::EndsWith(" [default 256]"));  // its limits are the problem's
  EXPECT_THAT(help("step-size"), testing::EndsWith(" [default 0.05; above 0]"));
  EXPECT_THAT(help("momentum"), testing::EndsWith(" [default 0.9; 0 to below 1]"));
  EXPECT_THAT(help("decay-at"), testing::EndsWith(" [default 0.5; above 0 to 0.9]"));
  EXPECT_THAT(help("augment"), testing::EndsWith(" [default on]"));
  EXPECT_THAT(help("device"), testing::EndsWith(": auto | cpu | cuda | cuda:INDEX [default auto]"));
  EXPECT_THAT(help("csv"), testing::Not(testing::HasSubstr("[")));
}

TEST(Settings, LabelNoiseLastsForAShareOfTheRunInWholeEpochs) {
  Settings settings;
  EXPECT_EQ(settings.noisy_epochs(10), std::numeric_limits<std::int64_t>::max());
  settings.label_noise_until = 0.07;
  EXPECT_EQ(settings.noisy_epochs(10), 7);
  settings.label_noise_until = 0.071;
  EXPECT_EQ(settings.noisy_epochs(10), 8);
  settings.steps = 250;  // 25 epochs instead of 100
  settings.label_noise_until = 0.2;
  EXPECT_EQ(settings.noisy_epochs(10), 5);
  settings.fixed_label_noise = true;
  expect_error(ErrorKind::kInvalidArgument, {"label-noise-until must be 1"},
               [&] { settings.validate(find_problem(settings.problem).settings); });
}

}  // namespace
}  // namespace largestep
