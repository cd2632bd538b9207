#include "findings/large_phase_claims.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "findings/figure_text.h"

namespace largestep {
namespace {

using Groups = std::vector<SeedGroup>;
using Runs = std::vector<RunSummary>;
using Figure = double RunSummary::*;

double share_of(const SeedGroup& group, const Runs& runs) { return runs[group.runs.front()].large_share; }

bool is_complete(const RunSummary& run) {
  return run.status == "finished" && std::isfinite(run.test_error) && std::isfinite(run.train_error) &&
         std::all_of(kDistinct.begin(), kDistinct.end(), [&](auto figure) { return std::isfinite(run.*figure); });
}

std::vector<double> means_of(const Groups& groups, const Runs& runs, Figure figure) {
  std::vector<double> means;
  for (const auto& group : groups) means.push_back(mean_over(group, runs, figure).mean);
  return means;
}

bool falls(const std::vector<double>& values) {
  return std::adjacent_find(values.begin(), values.end(), [](double a, double b) { return a <= b; }) == values.end();
}

std::string digits(double value, int significant, bool as_per_cent) {
  return as_per_cent ? fmt::format("{:.{}f}", 100 * value, std::max(0, significant - (value >= 0.1 ? 2 : 1)))
                     : fmt::format("{:.{}f}", value, significant);
}

/// A figure of every setting. Of one seed two digits are told, which is what another seed leaves of them, unless that
/// would make two settings look alike; of several the mean and half its 95 % interval.
std::vector<std::string> told(const Groups& groups, const Runs& runs, Figure figure, bool as_per_cent) {
  for (int significant = 2;; ++significant) {
    std::vector<std::string> texts;
    for (const auto& group : groups) {
      const auto sample = mean_over(group, runs, figure);
      texts.push_back(sample.count > 1 ? fmt::format("{} ± {}", digits(sample.mean, 3, as_per_cent),
                                                     digits(sample.half_interval, as_per_cent ? 2 : 3, as_per_cent))
                                       : digits(sample.mean, significant, as_per_cent));
    }
    const std::set<std::string> different(texts.begin(), texts.end());
    if (different.size() == texts.size() || significant == 3) return texts;
  }
}

/// "52 % without one, and 48, 44 and 40 % with one of 10, 30 and 50 % of the run".
std::string listing(const Groups& groups, const Runs& runs, std::vector<std::string> values, const char* unit) {
  std::vector<std::string> shares;
  for (const auto& group : groups) shares.push_back(fmt::format("{:.0f}", 100 * share_of(group, runs)));
  std::string without;
  if (share_of(groups.front(), runs) == 0) {
    without = values.front() + unit + " without, and ";
    shares.erase(shares.begin());
    values.erase(values.begin());
  }
  return fmt::format("{}{}{} with {} % of the run at a large step size", without, enumeration(values), unit,
                     enumeration(shares));
}

/// The same seeds in every setting: by seed, one run a setting.
std::vector<Groups> single_seeds(const Groups& groups, const Runs& runs) {
  std::map<std::string, Groups> by_seed;
  for (const auto& group : groups) {
    for (const auto run : group.runs) by_seed[runs[run].seed].push_back({runs[run].label, {run}});
  }
  std::vector<Groups> seeds;
  for (auto& [seed, members] : by_seed) {
    if (members.size() != groups.size()) return {};
    seeds.push_back(std::move(members));
  }
  return seeds;
}

/// "4 of 5 seeds": in how many what is claimed holds; "" where there is one.
template <typename Holds>
std::string in_seeds(const Groups& groups, const Runs& runs, const Holds& holds) {
  const auto seeds = single_seeds(groups, runs);
  if (seeds.size() < 2) return "";
  return fmt::format("{} of {} seeds", std::count_if(seeds.begin(), seeds.end(), holds), seeds.size());
}

bool error_falls(const Groups& groups, const Runs& runs) {
  return falls(means_of(groups, runs, &RunSummary::test_error));
}

const char* statement_on_error(const Groups& groups, const Runs& runs) {
  return error_falls(groups, runs) ? "The longer the step size stays large, the lower the test error"
                                   : "The test error does not fall with every longer large step size";
}

std::string claim_on_error(const Groups& groups, const Runs& runs) {
  const auto seeds = in_seeds(groups, runs, [&](const Groups& some) { return error_falls(some, runs); });
  return fmt::format("{}: {}{}.", statement_on_error(groups, runs),
                     listing(groups, runs, told(groups, runs, &RunSummary::test_error, true), " %"),
                     seeds.empty() ? "" : "; it falls with each in " + seeds);
}

std::string claim_on_fit(const Groups& groups, const Runs& runs) {
  double worst = 0;
  std::size_t count = 0;
  for (const auto& group : groups) {
    for (const auto run : group.runs) {
      worst = std::max(worst, runs[run].train_error);
      ++count;
    }
  }
  if (worst < kFitted) {
    return fmt::format(
        "{} runs fit the training set (training error {} at most), so the difference is not one of how far they are "
        "trained.",
        count == 2 ? "Both" : fmt::format("All {}", count), per_cent(worst));
  }
  std::vector<std::string> errors;
  for (const double mean : means_of(groups, runs, &RunSummary::train_error)) {
    errors.push_back(fmt::format("{:.2f}", 100 * mean));
  }
  return fmt::format(
      "Not all fit the training set, so part of the difference is how far they are trained: training error {}.",
      listing(groups, runs, errors, " %"));
}

std::string names(const std::vector<std::size_t>& blocks) {
  std::vector<std::string> numbers;
  for (const auto block : blocks) numbers.push_back(fmt::format("{}", block + 1));
  return (blocks.size() > 1 ? "blocks " : "block ") + enumeration(numbers);
}

/// "in blocks 3 and 5, not in block 4"; "in none of blocks 3, 4 and 5".
template <typename Holds>
std::string where(const Holds& holds) {
  std::vector<std::size_t> yes, no;
  for (const auto block : kSparserBlocks) (holds(block) ? yes : no).push_back(block);
  if (yes.empty()) return "in none of " + names(no);
  return "in " + names(yes) + (no.empty() ? "" : ", not in " + names(no));
}

bool all_sparser_than_the_first(const Groups& groups, const Runs& runs, std::size_t block) {
  const auto means = means_of(groups, runs, kDistinct[block]);
  return std::all_of(means.begin() + 1, means.end(), [&](double mean) { return mean < means.front(); });
}

/// Whether a block is sparser with a large step size than without or, where all have one, the longer it stays.
bool is_sparser(const Groups& groups, const Runs& runs, std::size_t block) {
  return share_of(groups.front(), runs) == 0 ? all_sparser_than_the_first(groups, runs, block)
                                             : falls(means_of(groups, runs, kDistinct[block]));
}

std::string claim_on_features(const Groups& groups, const Runs& runs) {
  const bool has_small = share_of(groups.front(), runs) == 0;
  const auto sparser = [&](const Groups& some, std::size_t block) { return is_sparser(some, runs, block); };
  std::string figures;
  for (const auto block : kSparserBlocks) {
    figures += fmt::format("{}block {} {}", figures.empty() ? "" : "; ", block + 1,
                           fmt::join(told(groups, runs, kDistinct[block], false), ", "));
  }
  const auto seeds = in_seeds(groups, runs, [&](const Groups& seed) {
    return std::all_of(kSparserBlocks.begin(), kSparserBlocks.end(), [&](auto block) { return sparser(seed, block); });
  });
  return fmt::format(
      "{} {} (distinct active fractions in that order: {}){}.",
      has_small ? "With a large step size the features are the sparser ones" : "The longer, the sparser the features",
      where([&](std::size_t block) { return sparser(groups, block); }), figures,
      seeds.empty() ? "" : "; in all three of them in " + seeds);
}

/// Both claims in a line: "The longer the step size stays large, the lower the test error; the features are sparser".
std::string title_of(const Groups& groups, const Runs& runs) {
  const auto holds = [&](std::size_t block) { return is_sparser(groups, runs, block); };
  const auto blocks = std::count_if(kSparserBlocks.begin(), kSparserBlocks.end(), holds);
  const auto all = static_cast<std::ptrdiff_t>(kSparserBlocks.size());
  const std::string features = blocks == all ? "the features are sparser"
                               : blocks == 0 ? "the features are not sparser"
                                             : "the features are sparser " + where(holds);
  return fmt::format("{}; {}", statement_on_error(groups, runs), features);
}

std::string remark_on_the_large(const Groups& groups, const Runs& runs) {
  const Groups large(groups.begin() + (share_of(groups.front(), runs) == 0 ? 1 : 0), groups.end());
  if (large.size() < 2 || large.size() == groups.size()) return "";
  const auto in_order = [&](const Groups& some, std::size_t block) {
    return falls(means_of(some, runs, kDistinct[block]));
  };
  std::vector<std::string> counts;
  for (const auto block : kSparserBlocks) {
    const auto seeds = in_seeds(large, runs, [&](const Groups& seed) { return in_order(seed, block); });
    if (!seeds.empty()) counts.push_back(fmt::format("{} in block {}", seeds, block + 1));
  }
  const auto holds = [&](std::size_t block) { return in_order(large, block); };
  const bool somewhere = std::any_of(kSparserBlocks.begin(), kSparserBlocks.end(), holds);
  return fmt::format(
      "Among those with a large step size, {}{}.",
      somewhere ? "the longer it stays the sparser " + where(holds)
                : "longer does not mean sparser in any of " + names({kSparserBlocks.begin(), kSparserBlocks.end()}),
      counts.empty() ? "" : " by the means; in order in " + enumeration(counts));
}

std::string remark_on_block1(const Groups& groups, const Runs& runs) {
  const auto means = means_of(groups, runs, kDistinct[0]);
  return fmt::format("Block 1 {}: {}.", means.back() < means.front() ? "gets sparser, too" : "does not get sparser",
                     listing(groups, runs, told(groups, runs, kDistinct[0], false), ""));
}

std::string remark_on_seeds(const Groups& groups) {
  const auto several = [](const SeedGroup& group) { return group.runs.size() > 1; };
  const std::string interval = "±: half the 95 % interval of the mean over the seeds (Student's t)";
  if (std::all_of(groups.begin(), groups.end(), several)) return interval + ".";
  if (std::none_of(groups.begin(), groups.end(), several)) {
    return "One seed a setting: how far another would move these figures is not known.";
  }
  return interval + ". Figures without it are of one seed: how far another would move them is not known.";
}

/// A constant step size that is as large as what others decay is no small one.
bool is_small_beside(const RunSummary& constant, const RunSummary& large) {
  constexpr double kSmall = 0.5;
  return constant.largest_step_size < kSmall * large.largest_step_size;
}

}  // namespace

std::vector<SeedGroup> by_large_share(std::vector<SeedGroup> groups, const std::vector<RunSummary>& runs) {
  constexpr double kSameShare = 0.01;
  const bool comparable = std::all_of(runs.begin(), runs.end(), [&](const RunSummary& run) {
    return is_complete(run) && run.experiment == runs.front().experiment && run.dataset == runs.front().dataset;
  });
  if (!comparable || groups.size() < 2) return {};
  const auto share = [&](const SeedGroup& group) { return share_of(group, runs); };
  std::stable_sort(groups.begin(), groups.end(), [&](const auto& a, const auto& b) { return share(a) < share(b); });
  for (std::size_t i = 1; i < groups.size(); ++i) {
    if (share(groups[i]) - share(groups[i - 1]) < kSameShare) return {};
    const bool small = share(groups[0]) > 0 || is_small_beside(runs[groups[0].runs[0]], runs[groups[i].runs[0]]);
    if (!small) return {};
  }
  return groups;
}

LargePhaseClaims large_phase_claims(const std::vector<SeedGroup>& groups, const std::vector<RunSummary>& runs) {
  LargePhaseClaims found{title_of(groups, runs),
                         {claim_on_error(groups, runs), claim_on_fit(groups, runs), claim_on_features(groups, runs)},
                         {}};
  for (auto remark : {remark_on_the_large(groups, runs), remark_on_block1(groups, runs), remark_on_seeds(groups)}) {
    if (!remark.empty()) found.remarks.push_back(std::move(remark));
  }
  return found;
}

}  // namespace largestep
