#include "run/presets.h"

#include <algorithm>

#include "core/error.h"
#include "core/suggest.h"
#include "run/setting_specs.h"

namespace largestep {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

/// The values of the second win.
Values joined(Values first, const Values& second) {
  for (const auto& [name, value] : second) {
    const auto place = std::find_if(first.begin(), first.end(), [&](const auto& known) { return known.first == name; });
    if (place == first.end()) {
      first.emplace_back(name, value);
    } else {
      place->second = value;
    }
  }
  return first;
}

const Values kPaper{{"width", "64"},       {"epochs", "100"},          {"batch-size", "256"},
                    {"eval-every", "200"}, {"checkpoint-every", "10"}, {"average-tau", "0.999"}};
const Values kPlain{{"momentum", "0"}, {"weight-decay", "0"}, {"augment", "false"}};
/// The paper's Figure 1 has no momentum and no augmentation. Its caption leaves L2 and the batch size open: 5e-4 and
/// 256 are those of its other settings.
const Values kFigure1{{"momentum", "0"}, {"weight-decay", "0.0005"}, {"augment", "false"}, {"average-tau", "0"}};
/// Few images, so that runs of minutes fit them; the larger L2 and steps are in proportion to so short a run.
const Values kMiniature{{"width", "16"},           {"epochs", "40"},      {"batch-size", "64"},
                        {"train-size", "5000"},    {"eval-every", "468"}, {"weight-decay", "0.001"},
                        {"checkpoint-every", "10"}};
const Values kSota{{"momentum", "0.9"}, {"weight-decay", "0.0005"}, {"augment", "true"}};

/// Regularisation as published for ResNet-18 (cutout: arXiv:1708.04552), a step size in proportion to the batch.
const Values kSpeedrun{{"width", "64"},
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

Values constant(const std::string& step_size) { return {{"schedule", "constant"}, {"step-size", step_size}}; }

Values large(const std::string& step_size, const std::string& decay_at, const std::string& warmup_exponent = "1") {
  return {{"schedule", "large-then-decay"},
          {"step-size", step_size},
          {"decay-at", decay_at},
          {"warmup-exp", warmup_exponent}};
}

/// Large until a share of the run, then a tenth, from 90 % on a hundredth.
Values dropped(const std::string& step_size, const std::string& tenth, const std::string& hundredth,
               const std::string& at) {
  return {{"schedule", "0:" + step_size + "," + at + ":" + tenth + ",0.9:" + hundredth}};
}

std::vector<Preset> make_presets() {
  const auto figure1 = joined(kPaper, kFigure1);
  const auto plain = joined(kPaper, kPlain);
  const auto sota = joined(kPaper, kSota);
  std::vector<Preset> made;
  made.push_back({"figure1-small", "the paper's Figure 1 (L2, no momentum; L2 5e-4 and batch 256 are assumed), 0.007",
                  joined(figure1, constant("0.007"))});
  for (const std::string percent : {"10", "30", "50"}) {
    made.push_back({"figure1-large-" + percent, "Figure 1, 1.5 until " + percent + " % of the run, then a tenth",
                    joined(figure1, dropped("1.5", "0.15", "0.015", "0." + percent))});
  }
  made.push_back({"plain-small", "the paper's plain SGD, step size 0.01", joined(plain, constant("0.01"))});
  for (const std::string percent : {"10", "30", "50"}) {
    made.push_back({"plain-large-" + percent, "plain SGD, 0.75 growing 5 % per 1 % of the run until " + percent + " %",
                    joined(plain, large("0.75", "0." + percent, "1.05"))});
  }
  made.push_back({"sota-small", "momentum, L2, augmentation, step size 0.002", joined(sota, constant("0.002"))});
  for (const std::string percent : {"10", "30", "50"}) {
    made.push_back({"sota-large-" + percent, "momentum, L2, augmentation, 0.05 until " + percent + " % of the run",
                    joined(sota, large("0.05", "0." + percent))});
  }
  const auto quickstart = joined(figure1, kMiniature);
  made.push_back({"quickstart-small", "Figure 1 in miniature (width 16, 5,000 images), minutes on two cores; 0.03",
                  joined(quickstart, constant("0.03"))});
  for (const std::string percent : {"10", "30", "50"}) {
    made.push_back({"quickstart-large-" + percent, "the same, 2 until " + percent + " % of the run, then a tenth",
                    joined(quickstart, dropped("2", "0.2", "0.02", "0." + percent))});
  }
  made.push_back({"speedrun", "for a GPU: 80 epochs to the lowest error that ResNet-18 gets in so few", kSpeedrun});
  return made;
}

}  // namespace

const std::vector<Preset>& presets() {
  static const auto all = make_presets();
  return all;
}

void apply_preset(Settings& settings, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& preset : presets()) {
    names.push_back(preset.name);
    if (preset.name != name) continue;
    settings.preset = name;
    for (const auto& [key, value] : preset.settings) set_from_text(settings, *find_setting(key), value);
    return;
  }
  const auto nearest = nearest_name(name, names);
  fail(ErrorKind::kInvalidArgument, "preset \"{}\" is not known{}; see `largestep presets`", name,
       nearest.empty() ? "" : "; did you mean " + nearest + "?");
}

}  // namespace largestep
