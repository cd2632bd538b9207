#include "settings/settings.h"

#include <gmock/gmock.h>

#include "catalog/problem_catalog.h"
#include "expect_error.h"
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
                                {"batch-size", "50001"},
                                {"epochs", "0"},
                                {"epochs", "1000001"},
                                {"epochs", "1e3"},
                                {"epochs", ""},
                                {"train-size", "-1"},
                                {"train-size", "50001"},
                                {"validation-size", "49999"},
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
                                {"cutout", "33"},
                                {"cutout", "-1"},
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
  for (const auto& [name, text] : kRefused) {
    SCOPED_TRACE(fmt::format("{} = {}", name, text));
    expect_error(ErrorKind::kInvalidArgument, {name}, [&, &name = name, &text = text] {
      resolve_settings({}, {{name, text}});
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
