#include "findings/experiment_key.h"

#include "files/json_text.h"
#include "settings/setting_specs.h"

namespace largestep {
namespace {

/// Whether runs that differ in it may still take the same steps: it says where and how a run was computed, what was
/// recorded of it, or, as "preset" does, only names what the other settings say.
bool is_of_the_trajectory(const SettingSpec& spec) {
  return shapes_trajectory(spec) && spec.name != "seed" && spec.name != "deterministic";
}

}  // namespace

std::string experiment_key(const RunData& run, KeyOf what) {
  auto config = run.config;
  for (const auto& spec : setting_specs()) {
    const bool is_left_out = what == KeyOf::kExperiment && spec.group == SettingGroup::kStepSize;
    if (is_left_out || !is_of_the_trajectory(spec)) config.erase(spec.name);
  }
  // Of a run from before there was the choice, whose network was the default.
  const auto* network = "network";
  if (text_or(config, network, "") == Settings().network) config.erase(network);
  const auto dataset = run.run.value("dataset", nlohmann::ordered_json());
  return json_text(config) + json_text(dataset);
}

}  // namespace largestep
