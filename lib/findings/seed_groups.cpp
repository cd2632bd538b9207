#include "findings/seed_groups.h"

#include <algorithm>
#include <regex>
#include <set>

#include "findings/experiment_key.h"

namespace largestep {
namespace {

bool seeds_differ(const std::vector<RunData>& runs, const std::vector<std::size_t>& members) {
  std::set<std::string> seeds;
  for (const auto i : members) seeds.insert(seed_of(runs[i]));
  return seeds.size() == members.size();
}

/// "runs/large-seed0", "runs/large-seed1" -> "runs/large".
std::string common_label(const std::vector<RunData>& runs, const std::vector<std::size_t>& members) {
  std::string common = runs[members.front()].label;
  for (const auto i : members) {
    const auto& label = runs[i].label;
    const auto end = std::mismatch(common.begin(), common.end(), label.begin(), label.end()).first;
    common.erase(end, common.end());
  }
  static const std::regex kSeedSuffix("[-_ ./]*(seed[-_=]?[0-9]*)?[-_ ./]*$");
  common = std::regex_replace(common, kSeedSuffix, "", std::regex_constants::format_first_only);
  return common.empty() ? runs[members.front()].label : common;
}

}  // namespace

std::vector<SeedGroup> seed_groups(const std::vector<RunData>& runs) {
  std::vector<std::string> keys;
  std::vector<std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto key = experiment_key(runs[i], KeyOf::kSetting);
    const auto place = static_cast<std::size_t>(std::find(keys.begin(), keys.end(), key) - keys.begin());
    if (place == keys.size()) {
      keys.push_back(key);
      members.emplace_back();
    }
    members[place].push_back(i);
  }
  std::vector<SeedGroup> groups;
  std::set<std::string> labels;
  for (const auto& group : members) {
    const bool repeats = group.size() > 1 && seeds_differ(runs, group);
    const auto label = repeats ? common_label(runs, group) : "";
    if (repeats && labels.insert(label).second) {
      groups.push_back({label, group});
    } else {
      for (const auto i : group) groups.push_back({runs[i].label, {i}});
    }
  }
  std::sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a.runs < b.runs; });
  return groups;
}

SampleMean mean_over(const SeedGroup& group, const std::vector<RunSummary>& runs, double RunSummary::*figure) {
  std::vector<double> values;
  for (const auto i : group.runs) values.push_back(runs[i].*figure);
  return sample_mean(values);
}

std::vector<RunSummary> mean_summaries(const std::vector<SeedGroup>& groups, const std::vector<RunSummary>& runs) {
  std::vector<RunSummary> means;
  for (const auto& group : groups) {
    auto mean = runs[group.runs.front()];
    if (group.runs.size() > 1) {
      mean.label = group.label;
      mean.seeds = group.runs.size();
      for (auto figure : {&RunSummary::epochs, &RunSummary::train_loss, &RunSummary::train_error,
                          &RunSummary::test_loss, &RunSummary::test_error, &RunSummary::last_block_active}) {
        mean.*figure = mean_over(group, runs, figure).mean;
      }
      for (auto figure : kDistinct) mean.*figure = mean_over(group, runs, figure).mean;
    }
    means.push_back(std::move(mean));
  }
  return means;
}

}  // namespace largestep
