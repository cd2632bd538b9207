#include "settings/presets.h"

#include <algorithm>

#include "core/error.h"
#include "core/suggest.h"
#include "settings/setting_specs.h"

namespace largestep {
namespace {

const SettingValues kPaper{{"width", "64"},       {"epochs", "100"},          {"batch-size", "256"},
                           {"eval-every", "200"}, {"checkpoint-every", "10"}, {"average-tau", "0.999"}};
const SettingValues kPlain{{"momentum", "0"}, {"weight-decay", "0"}, {"augment", "false"}};
/// The paper's Figure 1 has no momentum and no augmentation. Its caption leaves L2 and the batch size open: 5e-4 and
/// 256 are those of its other settings.
const SettingValues kFigure1{{"momentum", "0"}, {"weight-decay", "0.0005"}, {"augment", "false"}, {"average-tau", "0"}};
/// Few images, so that runs of minutes fit them; the larger L2 and steps are in proportion to so short a run.
const SettingValues kMiniature{{"width", "16"},           {"epochs", "40"},      {"batch-size", "64"},
                               {"train-size", "5000"},    {"eval-every", "468"}, {"weight-decay", "0.001"},
                               {"checkpoint-every", "10"}};
const SettingValues kSota{{"momentum", "0.9"}, {"weight-decay", "0.0005"}, {"augment", "true"}};

/// Regularisation as published for ResNet-18 (cutout: arXiv:1708.04552), a step size in proportion to the batch.
const SettingValues kSpeedrun{{"width", "64"},
                              {"epochs", "80"},
                              {"batch-size", "512"},
                              {"schedule", "triangle"},
                              {"step-size", "0.4"},
                              {"momentum", "0.9"},
                              {"nesterov", "true"},
                              {"weight-decay", "0.0005"},
                              {"augment", "true"},
                              {"cutout", "12"},
                              {"label-smoothing", "0.1"},
                              {"test-flip", "true"},
                              {"eval-every", "1000000000"},
                              {"checkpoint-every", "0"}};

SettingValues constant(const std::string& step_size) { return {{"schedule", "constant"}, {"step-size", step_size}}; }

SettingValues large(const std::string& step_size, const std::string& decay_at,
                    const std::string& warmup_exponent = "1") {
  return {{"schedule", "large-then-decay"},
          {"step-size", step_size},
          {"decay-at", decay_at},
          {"warmup-exp", warmup_exponent}};
}

/// Large until a share of the run, then a tenth, from 90 % on a hundredth.
SettingValues dropped(const std::string& step_size, const std::string& tenth, const std::string& hundredth,
                      const std::string& at) {
  return {{"schedule", "0:" + step_size + "," + at + ":" + tenth + ",0.9:" + hundredth}};
}

std::vector<Preset> make_presets() {
  const auto figure1 = overridden(kPaper, kFigure1);
  const auto plain = overridden(kPaper, kPlain);
  const auto sota = overridden(kPaper, kSota);
  std::vector<Preset> made;
  made.push_back({"figure1-small", "the paper's Figure 1 (L2, no momentum; L2 5e-4 and batch 256 are assumed), 0.007",
                  overridden(figure1, constant("0.007"))});
  for (const std::string percent : {"10", "30", "50"}) {
    made.push_back({"figure1-large-" + percent, "Figure 1, 1.5 until " + percent + " % of the run, then a tenth",
                    overridden(figure1, dropped("1.5", "0.15", "0.015", "0." + percent))});
  }
  made.push_back({"plain-small", "the paper's plain SGD, step size 0.01", overridden(plain, constant("0.01"))});
  for (const std::string percent : {"10", "30", "50"}) {
    made.push_back({"plain-large-" + percent, "plain SGD, 0.75 growing 5 % per 1 % of the run until " + percent + " %",
                    overridden(plain, large("0.75", "0." + percent, "1.05"))});
  }
  made.push_back({"sota-small", "momentum, L2, augmentation, step size 0.002", overridden(sota, constant("0.002"))});
  for (const std::string percent : {"10", "30", "50"}) {
    made.push_back({"sota-large-" + percent, "momentum, L2, augmentation, 0.05 until " + percent + " % of the run",
                    overridden(sota, large("0.05", "0." + percent))});
  }
  const auto quickstart = overridden(figure1, kMiniature);
  made.push_back({"quickstart-small", "Figure 1 in miniature (width 16, 5,000 images), minutes on two cores; 0.03",
                  overridden(quickstart, constant("0.03"))});
  for (const std::string percent : {"10", "30", "50"}) {
    made.push_back({"quickstart-large-" + percent, "the same, 2 until " + percent + " % of the run, then a tenth",
                    overridden(quickstart, dropped("2", "0.2", "0.02", "0." + percent))});
  }
  made.push_back({"speedrun", "for a GPU: 80 epochs to the lowest error that ResNet-18 gets in so few", kSpeedrun});
  return made;
}

}  // namespace

const std::vector<Preset>& presets() {
  static const auto all = make_presets();
  return all;
}

const Preset& find_preset(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& preset : presets()) {
    if (preset.name == name) return preset;
    names.push_back(preset.name);
  }
  fail(ErrorKind::kInvalidArgument, "preset \"{}\" is not known{}; see `largestep presets`", name,
       did_you_mean(name, names));
}

void check_preset_counts(const SettingValues& file, const SettingValues& flags) {
  const auto name = last_value(flags, "preset");
  if (name.empty() || name == last_value(file, "preset")) return;
  const auto& values = find_preset(name).settings;
  const auto is_in_file = [&](const SettingValues::value_type& value) {
    return std::any_of(file.begin(), file.end(), [&](const auto& given) { return given.first == value.first; });
  };
  if (!std::all_of(values.begin(), values.end(), is_in_file)) return;
  fail(ErrorKind::kInvalidArgument,
       "preset {} would change nothing: all of its settings are given by the run or file that is read, whose values "
       "stand above a preset's; give the settings that are to differ",
       name);
}

void apply_preset(Settings& settings, const std::string& name) {
  for (const auto& [key, value] : find_preset(name).settings) set_from_text(settings, setting_named(key), value);
  settings.preset = name;
}

}  // namespace largestep
