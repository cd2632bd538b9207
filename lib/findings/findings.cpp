#include "findings/findings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "findings/large_phase_claims.h"
#include "findings/stabilization.h"

namespace largestep {
namespace {

constexpr double kTie = 0.00005;

bool was_evaluated(const RunSummary& run) {
  return std::isfinite(run.test_error) || std::isfinite(run.test_loss) || std::isfinite(run.train_loss);
}

/// "a training loss of 0.1 and a test loss of 0.2", of those there are.
std::string losses(const RunSummary& run) {
  std::vector<std::string> parts;
  if (std::isfinite(run.train_loss)) parts.push_back("a training loss of " + figure(run.train_loss));
  if (std::isfinite(run.test_loss)) parts.push_back("a test loss of " + figure(run.test_loss));
  return fmt::format("{}", fmt::join(parts, " and "));
}

std::string no_evaluation(const RunSummary& run) {
  return run.status == "diverged" ? fmt::format("{} diverged before its first evaluation", run.label)
                                  : fmt::format("{} has no finished evaluation yet", run.label);
}

std::string sentence_about_one(const RunSummary& run) {
  if (!was_evaluated(run)) return no_evaluation(run) + ".";
  const auto result = std::isfinite(run.test_error) ? "a test error of " + per_cent(run.test_error) : losses(run);
  auto text = fmt::format("{} has {} after {}.", run.label, result, epochs_text(run.epochs));
  if (std::isfinite(run.last_block_active)) {
    text +=
        fmt::format(" In {}, {} of its activations are active", last_block_of({run}), per_cent(run.last_block_active));
    text += std::isfinite(run.last_block_distinct)
                ? fmt::format("; counting units that duplicate each other once, {}.", per_cent(run.last_block_distinct))
                : ".";
  }
  return text;
}

/// "A has the lowest test error, 10.00 %, 4.00 points below B." A tie is said to be one.
std::string sentence_about_error(const std::vector<RunSummary>& by_error) {
  const auto& best = by_error[0];
  const auto& next = by_error[1];
  const char* degree = by_error.size() > 2 ? "lowest" : "lower";
  if (next.test_error - best.test_error < kTie) {
    return fmt::format("{} and {} share the {} final test error, {}.", best.label, next.label,
                       by_error.size() > 2 ? "lowest" : "same", per_cent(best.test_error));
  }
  return fmt::format("{} has the {} final test error, {}, {} below {} ({}).", best.label, degree,
                     per_cent(best.test_error), points(next.test_error - best.test_error), next.label,
                     per_cent(next.test_error));
}

std::string sentence_about_sparsity(const std::vector<RunSummary>& by_distinct, const std::string& lowest_error_label) {
  const auto& sparsest = by_distinct.front();
  const auto& next = by_distinct[1];
  const auto block = last_block_of(by_distinct);
  if (next.last_block_distinct - sparsest.last_block_distinct < kTie) {
    return fmt::format("{} and {} have the same distinct active fraction in {}, {}.", sparsest.label, next.label, block,
                       per_cent(sparsest.last_block_distinct));
  }
  const auto figures = fmt::format("{} against {} ({})", per_cent(sparsest.last_block_distinct),
                                   per_cent(next.last_block_distinct), next.label);
  const char* degree = by_distinct.size() > 2 ? "lowest" : "lower";
  if (sparsest.label == lowest_error_label) {
    return fmt::format("It also has the {} distinct active fraction in {}, {}: its features are the sparser ones.",
                       degree, block, figures);
  }
  return fmt::format("{}{} has the {} distinct active fraction in {}, {}.",
                     lowest_error_label.empty() ? "" : "The sparser features are not in that run: ", sparsest.label,
                     degree, block, figures);
}

/// Why a run is not part of a comparison of test errors.
std::string note_left_out(const RunSummary& run) {
  return was_evaluated(run) ? fmt::format("{} has no test error and is left out of the comparison; it has {} after {}.",
                                          run.label, losses(run), epochs_text(run.epochs))
                            : fmt::format("{} and is left out of the comparison.", no_evaluation(run));
}

std::string note_ending(const RunSummary& run) {
  if (run.status == "running" || run.status == "stopped" || run.status == "failed") {
    return fmt::format("{} has not finished: its figures are those after {}.", run.label, epochs_text(run.epochs));
  }
  if (run.status == "interrupted") {
    return fmt::format("{} has ended without saying so: its figures are those after {}; --resume continues it.",
                       run.label, epochs_text(run.epochs));
  }
  if (run.status == "diverged" && was_evaluated(run)) {
    return fmt::format("{} diverged; its figures are those of the last evaluation before.", run.label);
  }
  return "";
}

void note_unfinished(const std::vector<RunSummary>& runs, bool compares_errors, std::vector<std::string>& notes) {
  for (const auto& run : runs) {
    if (compares_errors && !std::isfinite(run.test_error)) notes.push_back(note_left_out(run));
    if (auto note = note_ending(run); !note.empty()) notes.push_back(std::move(note));
  }
}

void note_less_trained(const std::vector<RunSummary>& by_error, std::vector<std::string>& notes) {
  if (by_error.empty()) return;
  const auto& best = by_error[0];
  std::vector<RunSummary> less_trained;
  std::copy_if(by_error.begin() + 1, by_error.end(), std::back_inserter(less_trained), [&](const auto& run) {
    const bool both_fit = run.train_error < kFitted && best.train_error < kFitted;
    return !both_fit && run.train_loss > 1.5 * best.train_loss + 1e-6;
  });
  if (less_trained.size() > 3) {
    notes.push_back(
        fmt::format("{} of the others end with a training loss more than half above the {} of {}: they are also less "
                    "trained, which is part of the difference in test error.",
                    less_trained.size(), figure(best.train_loss), best.label));
    return;
  }
  for (const auto& run : less_trained) {
    notes.push_back(fmt::format(
        "The final training loss of {} is higher, {} against {}: it is also less trained, which is part of the "
        "difference in test error.",
        run.label, figure(run.train_loss), figure(best.train_loss)));
  }
}

std::set<std::string> data_sets(const std::vector<RunSummary>& runs) {
  std::set<std::string> names;
  for (const auto& run : runs) names.insert(run.dataset);
  return names;
}

/// Who has the lower test error and who the sparser features.
std::string comparison(const std::vector<RunSummary>& compared) {
  const auto by_error = sorted_by(compared, &RunSummary::test_error);
  const auto by_distinct = sorted_by(compared, &RunSummary::last_block_distinct);
  std::vector<std::string> sentences;
  if (by_error.size() >= 2) {
    const bool tie = by_error[1].test_error - by_error[0].test_error < kTie;
    sentences.push_back(sentence_about_error(by_error));
    if (by_distinct.size() >= 2)
      sentences.push_back(sentence_about_sparsity(by_distinct, tie ? "" : by_error[0].label));
  } else {
    for (const auto& run : compared) sentences.push_back(sentence_about_one(run));
  }
  return fmt::format("{}", fmt::join(sentences, " "));
}

/// What runs are compared by.
struct Compared {
  const char* name;
  double RunSummary::*value;
  std::string (*text)(double);
};

/// Whether the difference of two groups is one that seeds make, too: it is inside their intervals.
bool is_inside_intervals(const std::vector<SeedGroup>& groups, const std::vector<RunSummary>& runs,
                         const std::string& a, const std::string& b, double RunSummary::*value) {
  double width = 0, difference = 0;
  for (const auto& group : groups) {
    if (group.label != a && group.label != b) continue;
    const auto mean = mean_over(group, runs, value);
    if (std::isfinite(mean.half_interval)) width += mean.half_interval;
    difference += group.label == a ? mean.mean : -mean.mean;
  }
  return std::abs(difference) < width;
}

/// Who is the best, and how far from the next. @param by_value  two runs or more, the best first
std::string title_by(const Compared& by, const std::vector<RunSummary>& by_value, const std::vector<SeedGroup>& groups,
                     const std::vector<RunSummary>& runs) {
  const auto& best = by_value[0];
  const auto& next = by_value[1];
  return fmt::format(
      "{} has the {} {}, {} against {} of {}{}", best.label, by_value.size() > 2 ? "lowest" : "lower", by.name,
      by.text(best.*by.value), by.text(next.*by.value), next.label,
      is_inside_intervals(groups, runs, best.label, next.label, by.value) ? ", less than seeds differ" : "");
}

/// The comparison in a line; of runs that do not compare, how the first stands.
std::string title_of(const std::vector<RunSummary>& compared, const std::vector<SeedGroup>& groups,
                     const std::vector<RunSummary>& runs) {
  const auto by_error = sorted_by(compared, &RunSummary::test_error);
  if (by_error.size() >= 2) {
    const auto& best = by_error.front();
    if (by_error[1].test_error - best.test_error < kTie) {
      return fmt::format("{} and {} have the same test error, {}", best.label, by_error[1].label,
                         per_cent(best.test_error));
    }
    return title_by({"test error", &RunSummary::test_error, per_cent}, by_error, groups, runs);
  }
  const auto by_test_loss = sorted_by(compared, &RunSummary::test_loss);
  if (by_error.empty() && by_test_loss.size() >= 2) {
    return title_by({"test loss", &RunSummary::test_loss, largestep::figure}, by_test_loss, groups, runs);
  }
  const auto by_loss = sorted_by(compared, &RunSummary::train_loss);
  const auto& run = by_error.empty() && !by_loss.empty() ? by_loss.front() : compared.front();
  if (!was_evaluated(run)) return no_evaluation(run);
  if (by_error.empty() && by_loss.size() >= 2) {
    return title_by({"training loss", &RunSummary::train_loss, largestep::figure}, by_loss, groups, runs);
  }
  return fmt::format("{} has {} after {}", run.label,
                     std::isfinite(run.test_error) ? "a test error of " + per_cent(run.test_error) : losses(run),
                     epochs_text(run.epochs));
}

}  // namespace

Findings findings_of(const std::vector<SeedGroup>& groups, const std::vector<RunSummary>& runs) {
  Findings findings;
  findings.stabilization = stabilization_sentences(runs);
  const auto names = data_sets(runs);
  if (const auto settings = by_large_share(groups, runs); !settings.empty()) {
    auto [title, claims, remarks] = large_phase_claims(settings, runs);
    findings.title = std::move(title);
    findings.headline = fmt::format("{}", fmt::join(claims, " "));
    findings.notes = std::move(remarks);
  } else {
    const auto compared = mean_summaries(groups, runs);
    const auto by_error = sorted_by(compared, &RunSummary::test_error);
    findings.title = title_of(compared, groups, runs);
    findings.headline = (compared.size() < runs.size() ? "By the means over seeds: " : "") + comparison(compared);
    note_unfinished(runs, by_error.size() >= 2, findings.notes);
    if (names.size() > 1) {
      findings.notes.emplace_back("The runs were trained on different data, so their errors do not compare.");
    } else {
      note_less_trained(by_error, findings.notes);
    }
  }
  if (std::any_of(names.begin(), names.end(), is_synthetic)) {
    findings.notes.emplace_back("Figures from synthetic images say nothing about CIFAR-10.");
  }
  return findings;
}

}  // namespace largestep
