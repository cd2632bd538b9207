#include "sweep/sweep_plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "catalog/problem_catalog.h"
#include "core/error.h"
#include "core/file_name_word.h"
#include "files/atomic_file.h"
#include "files/parse_json.h"
#include "run_files/schema.h"
#include "settings/schedule_settings.h"
#include "settings/setting_specs.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostRuns = 10'000;
constexpr std::size_t kLongestLabel = 40;
constexpr std::size_t kLongestName = 200;  // a file system allows 255
constexpr std::size_t kLargestFile = std::size_t{1} << 28;

/// What a value is called in the names of directories, whatever the other values are: a sweep that grows keeps its
/// runs.
std::string label_of(const std::string& value) {
  const auto word = file_name_word(value);
  if (word == value && word.size() <= kLongestLabel) return word;
  const auto sum = crc32_z(0, reinterpret_cast<const Bytef*>(value.data()), value.size());
  const auto ending = fmt::format("-{:08x}", sum);
  const auto kept = word.substr(word.size() - std::min(word.size(), kLongestLabel - ending.size()));
  return kept.substr(std::min(kept.find_first_not_of('-'), kept.size())) + ending;
}

/// Places in `varied` in the order in which names tell them.
std::vector<std::size_t> order_of_names(const std::vector<VariedSetting>& varied) {
  const auto rank = [&](std::size_t i) {
    const auto& specs = setting_specs();
    const auto place =
        std::find_if(specs.begin(), specs.end(), [&](const auto& s) { return s.name == varied[i].name; });
    return varied[i].name == "seed" ? specs.size() : static_cast<std::size_t>(place - specs.begin());
  };
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < varied.size(); ++i) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return rank(a) < rank(b); });
  return order;
}

/// All combinations, the last setting fastest, and the seed slowest of all.
std::vector<std::vector<std::size_t>> combinations(const std::vector<VariedSetting>& varied) {
  std::vector<std::size_t> slow_to_fast;
  for (std::size_t i = 0; i < varied.size(); ++i) {
    slow_to_fast.insert(varied[i].name == "seed" ? slow_to_fast.begin() : slow_to_fast.end(), i);
  }
  std::vector<std::vector<std::size_t>> all{std::vector<std::size_t>(varied.size(), 0)};
  for (const auto setting : slow_to_fast) {
    std::vector<std::vector<std::size_t>> longer;
    for (const auto& begun : all) {
      for (std::size_t value = 0; value < varied[setting].values.size(); ++value) {
        longer.push_back(begun);
        longer.back()[setting] = value;
      }
    }
    all = std::move(longer);
  }
  return all;
}

void check_varied(const std::vector<VariedSetting>& varied, const SharedSettings& shared) {
  if (varied.empty()) {
    fail(ErrorKind::kInvalidArgument, "nothing is varied; give --set NAME=VALUES, such as --set step-size=0.01,0.1");
  }
  std::size_t runs = 1;
  for (auto setting = varied.begin(); setting != varied.end(); ++setting) {
    const auto is_same = [&](const VariedSetting& other) { return other.name == setting->name; };
    if (std::any_of(varied.begin(), setting, is_same)) {
      fail(ErrorKind::kInvalidArgument, "{} is varied twice; give all its values in one --set", setting->name);
    }
    const auto is_given = [&](const auto& flag) { return flag.first == setting->name; };
    if (std::any_of(shared.flags.begin(), shared.flags.end(), is_given)) {
      fail(ErrorKind::kInvalidArgument, "{} is given with --{} and varied with --set; leave one of them out",
           setting->name, setting->name);
    }
    runs *= setting->values.size();
    if (runs > kMostRuns) fail(ErrorKind::kInvalidArgument, "a sweep may have {} runs, but this is more", kMostRuns);
  }
}

/// Refuses settings of the step size that some run's schedule takes no notice of: that would be trained several times.
void check_schedules(const SweepPlan& plan) {
  for (const auto& run : plan.runs) {
    for (const auto& [name, values] : plan.varied) {
      if (values.size() < 2 || !is_ignored_by_schedule(run.settings, name)) continue;
      fail(ErrorKind::kInvalidArgument,
           "{} is varied, but the schedule {} takes the same step sizes whatever it is; give another --schedule, such "
           "as large-then-decay",
           name, run.settings.schedule);
    }
    check_schedule_reads(run.values, run.settings, find_problem(run.settings.problem).settings);
  }
}

/// What of a sweep that is there is not wanted here, and the other way round where that matters.
std::vector<std::string> differences(const nlohmann::ordered_json& there, const std::vector<VariedSetting>& wanted) {
  std::vector<std::string> found;
  for (const auto& [name, values] : there.items()) {
    const auto here =
        std::find_if(wanted.begin(), wanted.end(), [&, known = name](const auto& v) { return v.name == known; });
    if (here == wanted.end()) {
      found.push_back(fmt::format("{} is varied there, not here", name));
      continue;
    }
    for (const auto& value : values) {
      const auto text = value.get<std::string>();
      if (std::find(here->values.begin(), here->values.end(), text) == here->values.end()) {
        found.push_back(fmt::format("{} {} is there, not here", name, text));
      }
    }
  }
  for (const auto& setting : wanted) {
    if (!there.contains(setting.name)) found.push_back(fmt::format("{} is varied here, not there", setting.name));
  }
  return found;
}

bool is_plan(const nlohmann::ordered_json& varied) {
  const auto is_list = [](const auto& values) {
    return values.is_array() &&
           std::all_of(values.begin(), values.end(), [](const auto& value) { return value.is_string(); });
  };
  return varied.is_object() && std::all_of(varied.begin(), varied.end(), is_list);
}

}  // namespace

SweepPlan plan_sweep(std::vector<VariedSetting> varied, const SharedSettings& shared) {
  check_varied(varied, shared);
  const auto order = order_of_names(varied);
  SweepPlan plan{std::move(varied), {}};
  for (auto& chosen : combinations(plan.varied)) {
    SweepRun run{{.name = "", .config = shared.config, .values = shared.flags, .settings = {}}, std::move(chosen)};
    for (const auto i : order) {
      const auto& [name, values] = plan.varied[i];
      run.name += fmt::format("{}{}={}", run.name.empty() ? "" : "_", name, label_of(values[run.chosen[i]]));
      run.values.emplace_back(name, values[run.chosen[i]]);
    }
    if (run.name.size() > kLongestName) {
      fail(ErrorKind::kInvalidArgument, "so many settings are varied that {}... is too long for a directory's name",
           run.name.substr(0, kLongestLabel));
    }
    run.settings = resolve_settings(shared.config_read, run.values);
    plan.runs.push_back(std::move(run));
  }
  check_schedules(plan);
  return plan;
}

void check_same_sweep(const fs::path& directory, const SweepPlan& plan) {
  std::error_code error;
  if (fs::exists(directory / file_name::kConfig, error)) {
    fail(ErrorKind::kInvalidArgument, "{} is a run, and a sweep needs a directory of its own; give another --out",
         directory.string());
  }
  const auto path = directory / kSweepFile;
  if (!fs::exists(path, error)) return;
  const auto json = parse_json<nlohmann::ordered_json>(read_file(path, kLargestFile));
  if (!json.is_object() || !json.contains("varied") || !is_plan(json["varied"])) {
    fail(ErrorKind::kData, "{} is damaged; delete it, the runs beside it are kept", path.string());
  }
  const auto found = differences(json["varied"], plan.varied);
  if (found.empty()) return;
  fail(ErrorKind::kInvalidArgument, "{} holds another sweep ({}); give another --out", directory.string(),
       fmt::join(found, "; "));
}

}  // namespace largestep
