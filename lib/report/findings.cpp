#include "report/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "report/stabilization.h"

namespace largestep {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kTie = 0.00005;

std::string sentence_about_one(const RunSummary& run) {
  std::string text = std::isfinite(run.test_error)
                         ? fmt::format("{} has a test error of {} after {} epochs.", run.label,
                                       per_cent(run.test_error), figure(run.epochs))
                         : fmt::format("{} has no finished evaluation yet.", run.label);
  if (std::isfinite(run.block5_active)) {
    text += fmt::format(" In block 5, {} of its activations are active", per_cent(run.block5_active));
    text += std::isfinite(run.block5_distinct)
                ? fmt::format("; counting units that duplicate each other once, {}.", per_cent(run.block5_distinct))
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
  if (next.block5_distinct - sparsest.block5_distinct < kTie) {
    return fmt::format("{} and {} have the same distinct active fraction in block 5, {}.", sparsest.label, next.label,
                       per_cent(sparsest.block5_distinct));
  }
  const auto figures =
      fmt::format("{} against {} ({})", per_cent(sparsest.block5_distinct), per_cent(next.block5_distinct), next.label);
  const char* degree = by_distinct.size() > 2 ? "lowest" : "lower";
  if (sparsest.label == lowest_error_label) {
    return fmt::format("It also has the {} distinct active fraction in block 5, {}: its features are the sparser ones.",
                       degree, figures);
  }
  return fmt::format("{}{} has the {} distinct active fraction in block 5, {}.",
                     lowest_error_label.empty() ? "" : "The sparser features are not in that run: ", sparsest.label,
                     degree, figures);
}

void note_unfinished(const std::vector<RunSummary>& runs, std::vector<std::string>& notes) {
  for (const auto& run : runs) {
    if (runs.size() > 1 && !std::isfinite(run.test_error)) {
      notes.push_back(fmt::format("{} has no finished evaluation yet and is left out of the comparison.", run.label));
    }
    if (run.status == "running" || run.status == "stopped" || run.status == "failed") {
      notes.push_back(
          fmt::format("{} has not finished: its figures are those after {} epochs.", run.label, figure(run.epochs)));
    } else if (run.status == "diverged") {
      notes.push_back(fmt::format("{} diverged; its figures are those of the last evaluation before.", run.label));
    }
  }
}

void note_less_trained(const std::vector<RunSummary>& by_error, std::vector<std::string>& notes) {
  if (by_error.empty()) return;
  const auto& best = by_error[0];
  std::vector<RunSummary> less_trained;
  std::copy_if(by_error.begin() + 1, by_error.end(), std::back_inserter(less_trained),
               [&](const auto& run) { return run.train_loss > 1.5 * best.train_loss + 1e-6; });
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

void note_data(const std::vector<RunSummary>& runs, std::vector<std::string>& notes) {
  std::set<std::string> names;
  for (const auto& run : runs) names.insert(run.dataset);
  if (names.size() > 1) notes.push_back("The runs were trained on different data, so their errors do not compare.");
  const bool any_synthetic = std::any_of(names.begin(), names.end(), is_synthetic);
  if (any_synthetic) notes.push_back("Figures from synthetic images say nothing about CIFAR-10.");
}

}  // namespace

RunSummary summarise(const RunData& run) {
  const auto final = final_metrics(run);
  const auto text = [&](const char* key, const char* otherwise) {
    const auto found = run.run.find(key);
    return found != run.run.end() && found->is_string() ? found->get<std::string>() : std::string(otherwise);
  };
  const double last_step_epoch = run.steps.rows() > 0 ? run.steps.numbers("epoch").back() : kNaN;
  RunSummary summary{.label = run.label,
                     .status = text("status", "unknown"),
                     .dataset = text("dataset", ""),
                     .epochs = final.contains("epoch") ? number_or_nan(final, "epoch") : last_step_epoch,
                     .train_loss = number_or_nan(final, "train_loss"),
                     .test_error = number_or_nan(final, "test_error"),
                     .block5_active = kNaN,
                     .block5_distinct = kNaN,
                     .stabilization = stabilization_of(run)};
  for (const auto& block : final_blocks(run)) {
    if (block["name"] != "block5") continue;
    summary.block5_active = number_or_nan(block, "active_fraction");
    summary.block5_distinct = number_or_nan(block, "distinct_active_fraction");
  }
  return summary;
}

std::vector<RunSummary> sorted_by(const std::vector<RunSummary>& runs, double RunSummary::*figure) {
  std::vector<RunSummary> sorted;
  std::copy_if(runs.begin(), runs.end(), std::back_inserter(sorted),
               [&](const auto& r) { return std::isfinite(r.*figure); });
  std::stable_sort(sorted.begin(), sorted.end(), [&](const auto& a, const auto& b) { return a.*figure < b.*figure; });
  return sorted;
}

std::string points(double difference) { return fmt::format("{:.2f} points", 100 * difference); }

Findings findings_of(const std::vector<RunSummary>& runs) { return findings_of(runs, runs); }

Findings findings_of(const std::vector<RunSummary>& runs, const std::vector<RunSummary>& compared) {
  Findings findings;
  const auto by_error = sorted_by(compared, &RunSummary::test_error);
  const auto by_distinct = sorted_by(compared, &RunSummary::block5_distinct);
  std::vector<std::string> sentences;
  if (by_error.size() >= 2) {
    const bool tie = by_error[1].test_error - by_error[0].test_error < kTie;
    sentences.push_back(sentence_about_error(by_error));
    if (by_distinct.size() >= 2)
      sentences.push_back(sentence_about_sparsity(by_distinct, tie ? "" : by_error[0].label));
  } else {
    for (const auto& run : by_error.empty() ? compared : by_error) sentences.push_back(sentence_about_one(run));
  }
  findings.headline =
      fmt::format("{}{}", compared.size() < runs.size() ? "By the means over seeds: " : "", fmt::join(sentences, " "));
  for (const auto& run : runs) {
    findings.stabilization.push_back(stabilization_sentence(run.label, run.stabilization));
  }
  note_unfinished(runs, findings.notes);
  note_less_trained(by_error, findings.notes);
  note_data(runs, findings.notes);
  return findings;
}

bool is_synthetic(const std::string& dataset) { return dataset.find("synthetic") != std::string::npos; }

std::string per_cent(double fraction) {
  return std::isfinite(fraction) ? fmt::format("{:.2f} %", 100 * fraction) : "-";
}

std::string figure(double value) { return std::isfinite(value) ? fmt::format("{:.4g}", value) : "-"; }

std::string summary_table(const std::vector<RunSummary>& runs) {
  std::size_t width = 3;
  for (const auto& run : runs) width = std::max(width, run.label.size());
  auto text = fmt::format("{:<{}}  {:>10}  {:>14}  {:>16}  {:>10}  {}\n", "run", width, "test error", "block 5 active",
                          "block 5 distinct", "train loss", "status");
  for (const auto& run : runs) {
    text += fmt::format("{:<{}}  {:>10}  {:>14}  {:>16}  {:>10}  {}\n", run.label, width, per_cent(run.test_error),
                        per_cent(run.block5_active), per_cent(run.block5_distinct), figure(run.train_loss), run.status);
  }
  return text;
}

}  // namespace largestep
