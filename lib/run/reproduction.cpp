#include "run/reproduction.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/parse_json.h"
#include "run/setting_specs.h"

namespace largestep {
namespace {

constexpr std::size_t kLargestRunFile = std::size_t{128} << 10;
constexpr std::array<const char*, 4> kStepSizes{"small", "large-10", "large-30", "large-50"};

/// What --scale small changes. Chosen so that four runs take two cores well under an hour.
SettingValues small_scale(const std::string& setting, const std::string& step_size) {
  SettingValues values{{"width", "16"},        {"epochs", "6"},           {"batch-size", "128"},
                       {"eval-every", "1170"}, {"checkpoint-every", "1"}, {"average-tau", "0.99"}};
  // docs/REPRODUCTION.md says how they were chosen.
  if (step_size != "small") values.emplace_back("step-size", setting == "sota" ? "0.1" : "0.3");
  return values;
}

}  // namespace

void ReproductionOptions::validate() const {
  if (setting != "sota" && setting != "plain") {
    fail(ErrorKind::kInvalidArgument,
         "setting is \"{}\", but must be sota, plain, diagonal, relu-1d, two-layer or three-layer", setting);
  }
  if (scale != "small" && scale != "full") {
    fail(ErrorKind::kInvalidArgument, "scale is \"{}\", but must be small or full", scale);
  }
  if (seeds.empty()) fail(ErrorKind::kInvalidArgument, "seeds must name at least one seed");
  for (auto seed = seeds.begin(); seed != seeds.end(); ++seed) {
    if (*seed < 0) fail(ErrorKind::kInvalidArgument, "seeds has {}, but each must be at least 0", *seed);
    if (std::find(seeds.begin(), seed, *seed) != seed) {
      fail(ErrorKind::kInvalidArgument, "seeds names {} twice", *seed);
    }
  }
}

std::vector<ReproductionRun> reproduction_runs(const ReproductionOptions& options, const SettingValues& flags) {
  options.validate();
  std::vector<ReproductionRun> runs;
  for (const auto seed : options.seeds) {
    for (const std::string step_size : kStepSizes) {
      const auto preset = options.setting + "-" + step_size;
      SettingValues values{{"preset", preset}};
      if (options.scale == "small") {
        const auto small = small_scale(options.setting, step_size);
        values.insert(values.end(), small.begin(), small.end());
      }
      values.emplace_back("seed", fmt::format("{}", seed));
      runs.push_back({step_size, seed, fmt::format("{}-seed{}", preset, seed), resolve_settings(values, flags)});
    }
  }
  return runs;
}

void check_same_experiment(const std::filesystem::path& directory, const Settings& wanted) {
  const auto there = resolve_settings(read_settings_file(directory / "config.toml"), {});
  std::vector<std::string> differences;
  for (const auto& spec : setting_specs()) {
    const bool shapes_the_run = spec.on_resume == ResumeRule::kStays || spec.on_resume == ResumeRule::kIfSameSteps;
    if (!shapes_the_run || spec.name == "precision") continue;
    const auto is = toml_text(there, spec);
    const auto should_be = toml_text(wanted, spec);
    if (is != should_be) differences.push_back(fmt::format("{} is {} there, {} here", spec.name, is, should_be));
  }
  if (differences.empty()) return;
  fail(ErrorKind::kInvalidArgument, "{} holds another experiment ({}); give another --out", directory.string(),
       fmt::join(differences, "; "));
}

RunState run_state(const std::filesystem::path& directory) {
  std::error_code error;
  if (!std::filesystem::exists(directory / "config.toml", error)) return RunState::kMissing;
  const auto path = directory / "run.json";
  if (!std::filesystem::exists(path, error)) return RunState::kUnfinished;
  const auto run = parse_json<nlohmann::json>(read_file(path, kLargestRunFile));
  if (!run.is_object() || !run.contains("status") || !run["status"].is_string()) {
    fail(ErrorKind::kData, "{} is damaged; delete its directory to repeat the run", path.string());
  }
  const auto status = run["status"].get<std::string>();
  return status == "finished"   ? RunState::kFinished
         : status == "diverged" ? RunState::kDiverged
                                : RunState::kUnfinished;
}

}  // namespace largestep
