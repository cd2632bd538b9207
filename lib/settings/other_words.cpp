#include "settings/other_words.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace largestep {
namespace {

/// As PyTorch, timm, Lightning and Keras call them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 22> kOtherWords{{
    {"learning-rate", "step-size"}, {"lr", "step-size"},          {"eta", "step-size"},
    {"lr-schedule", "schedule"},    {"lr-scheduler", "schedule"}, {"scheduler", "schedule"},
    {"sched", "schedule"},          {"l2", "weight-decay"},       {"wd", "weight-decay"},
    {"bs", "batch-size"},           {"model", "network"},         {"arch", "network"},
    {"architecture", "network"},    {"ema", "average-tau"},       {"ema-decay", "average-tau"},
    {"amp", "precision"},           {"dtype", "precision"},       {"gpu", "device"},
    {"workers", "threads"},         {"num-workers", "threads"},   {"smoothing", "label-smoothing"},
    {"max-steps", "steps"},
}};

}  // namespace

std::string setting_in_other_words(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  const auto found =
      std::find_if(kOtherWords.begin(), kOtherWords.end(), [&](const auto& pair) { return pair.first == name; });
  return found == kOtherWords.end() ? "" : std::string(found->second);
}

}  // namespace largestep
