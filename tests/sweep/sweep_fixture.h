#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "run_files/run_fixture.h"
#include "settings/settings_toml.h"
#include "sweep/sweep_plan.h"

namespace largestep {

/// A sweep of plan_sweep() for these --set.
inline SweepPlan sweep_over(const std::vector<std::string>& sets) {
  std::vector<VariedSetting> varied;
  for (const auto& text : sets) varied.push_back(parse_varied_setting(text));
  return plan_sweep(std::move(varied), {});
}

/// Writes the directory of a run of the plan as training would leave it.
inline void write_swept_run(const SweepRun& run, const std::filesystem::path& out, const RunFixture& fixture) {
  const auto path = fixture.write(out / run.name);
  std::ofstream(path / "config.toml") << settings_to_toml(run.settings);
}

}  // namespace largestep
