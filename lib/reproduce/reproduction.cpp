#include "reproduce/reproduction.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "catalog/problem_catalog.h"
#include "core/error.h"
#include "optim/step_size_schedule.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

constexpr std::array<const char*, 4> kStepSizes{"small", "large-10", "large-30", "large-50"};

/// A preset at a scale; docs/REPRODUCTION.md says how what differs from the published settings was chosen.
SettingValues scaled(const std::string& setting, const std::string& scale, const std::string& step_size) {
  const bool figure1 = setting == "figure1";
  if (figure1 && scale == "mini") return {{"preset", "quickstart-" + step_size}};
  SettingValues values{{"preset", setting + "-" + step_size}};
  if (scale == "mini") {
    values = overridden(std::move(values), {{"width", "16"},
                                            {"epochs", "6"},
                                            {"batch-size", "128"},
                                            {"eval-every", "1170"},
                                            {"checkpoint-every", "1"},
                                            {"average-tau", "0.99"}});
    if (step_size != "small") values.emplace_back("step-size", setting == "sota" ? "0.1" : "0.3");
  }
  if (scale == "small") {
    values = overridden(std::move(values), {{"width", "16"}, {"eval-every", "390"}});
    // The published 0.007 does not fit so narrow a network within the 100 epochs.
    if (figure1 && step_size == "small") values.emplace_back("step-size", "0.03");
  }
  return values;
}

PlannedRun planned(std::string name, SettingValues values, const SettingValues& flags) {
  values = overridden(std::move(values), flags);
  auto settings = resolve_settings({}, values);
  return {.name = std::move(name), .config = "", .values = std::move(values), .settings = std::move(settings)};
}

std::vector<ReproductionRun> step_size_runs(const ReproductionOptions& options, std::int64_t seed,
                                            const SettingValues& flags) {
  std::vector<ReproductionRun> runs;
  for (const std::string step_size : kStepSizes) {
    auto values = scaled(options.setting, options.scale, step_size);
    values.emplace_back("seed", fmt::format("{}", seed));
    runs.push_back({planned(fmt::format("{}-{}-seed{}", options.setting, step_size, seed), std::move(values), flags),
                    step_size, seed});
  }
  return runs;
}

/// Epochs are a multiple of ten, so that each branch starts at the end of one.
std::vector<ReproductionRun> branch_runs(const ReproductionOptions& options, std::int64_t seed,
                                         const std::filesystem::path& out, const SettingValues& flags) {
  const auto base = scaled("figure1", options.scale, "large-50");
  const auto epochs = resolve_settings(base, {}).epochs / 10 * 10;
  const double large = StepSizeSchedule(resolve_settings(base, {}).schedule_options()).at(0);
  const auto text = [](auto value) { return fmt::format("{}", value); };
  const auto made = [&](const std::string& name, const SettingValues& more) {
    auto values = base;
    values = overridden(std::move(values), {{"seed", text(seed)}, {"epochs", text(epochs / 2)}});
    values = overridden(std::move(values), more);
    return ReproductionRun{planned(fmt::format("branches-{}-seed{}", name, seed), std::move(values), flags), name,
                           seed};
  };
  std::vector<ReproductionRun> runs{made(kTrunk, {{"schedule", "constant"},
                                                  {"step-size", text(large)},
                                                  {"checkpoint-every", text(epochs / 10)},
                                                  {"keep-checkpoints", "0"}})};
  const auto trunk = out / runs[0].name / file_name::kCheckpoints;
  for (const int percent : {10, 30, 50}) {
    const auto start = trunk / fmt::format("epoch-{:04}.pt", epochs * percent / 100);
    runs.push_back(
        made(fmt::format("large-{}", percent),
             {{"schedule", fmt::format("0:{},0.8:{}", large / 10, large / 100)}, {"start-from", start.string()}}));
  }
  return runs;
}

}  // namespace

void ReproductionOptions::validate() const {
  if (setting != "figure1" && setting != "sota" && setting != "plain" && setting != "branches") {
    fail(ErrorKind::kInvalidArgument,
         "setting is \"{}\", but must be figure1, sota, plain, branches, diagonal, relu-1d, two-layer or three-layer",
         setting);
  }
  if (scale != "mini" && scale != "small" && scale != "full") {
    fail(ErrorKind::kInvalidArgument, "scale is \"{}\", but must be mini, small or full", scale);
  }
  if (seeds.empty()) fail(ErrorKind::kInvalidArgument, "seeds must name at least one seed");
  for (auto seed = seeds.begin(); seed != seeds.end(); ++seed) {
    if (*seed < 0) fail(ErrorKind::kInvalidArgument, "seeds has {}, but each must be at least 0", *seed);
    if (std::find(seeds.begin(), seed, *seed) != seed) {
      fail(ErrorKind::kInvalidArgument, "seeds names {} twice", *seed);
    }
  }
}

std::vector<ReproductionRun> reproduction_runs(const ReproductionOptions& options, const std::filesystem::path& out,
                                               const SettingValues& flags) {
  options.validate();
  std::vector<ReproductionRun> runs;
  for (const auto seed : options.seeds) {
    auto of_seed =
        options.setting == "branches" ? branch_runs(options, seed, out, flags) : step_size_runs(options, seed, flags);
    std::move(of_seed.begin(), of_seed.end(), std::back_inserter(runs));
  }
  return runs;
}

}  // namespace largestep
