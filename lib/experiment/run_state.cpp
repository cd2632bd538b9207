#include "experiment/run_state.h"

#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "catalog/problem_catalog.h"
#include "core/error.h"
#include "files/atomic_file.h"
#include "files/parse_json.h"
#include "run_files/schema.h"
#include "settings/kept_settings.h"
#include "settings/setting_specs.h"
#include "settings/settings_toml.h"

namespace largestep {

void check_same_experiment(const std::filesystem::path& directory, const Settings& planned) {
  const auto wanted = as_kept(planned);
  const auto there = resolve_settings(read_settings_file(directory / file_name::kConfig), {});
  std::vector<std::string> differences;
  for (const auto& spec : setting_specs()) {
    if (!shapes_trajectory(spec) || spec.name == "precision") continue;
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
  if (!std::filesystem::exists(directory / file_name::kConfig, error)) return RunState::kMissing;
  const auto path = directory / file_name::kRun;
  if (!std::filesystem::exists(path, error)) return RunState::kUnfinished;
  const auto run = parse_json<nlohmann::json>(read_file(path, kLargestDescription));
  if (!run.is_object() || !run.contains("status") || !run["status"].is_string()) {
    fail(ErrorKind::kData, "{} is damaged; delete its directory to repeat the run", path.string());
  }
  const auto status = run["status"].get<std::string>();
  return status == "finished"   ? RunState::kFinished
         : status == "diverged" ? RunState::kDiverged
                                : RunState::kUnfinished;
}

}  // namespace largestep
