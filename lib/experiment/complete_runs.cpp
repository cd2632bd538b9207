#include "experiment/complete_runs.h"

#include <algorithm>
#include <chrono>
#include <list>
#include <optional>
#include <sstream>
#include <thread>

#include "core/error.h"
#include "experiment/child_process.h"
#include "experiment/run_state.h"
#include "files/file_lock.h"
#include "run_files/schema.h"
#include "train/stop_signal.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr auto kBetweenLooks = std::chrono::milliseconds(10);

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

/// Lines of a program's stderr as one text, each without the program's name.
std::string said_in(const std::string& errors) {
  const std::string name = "largestep: ";
  std::istringstream lines(errors);
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(name)) line.erase(0, name.size());
    if (!line.empty()) text += (text.empty() ? "" : "; ") + line;
  }
  return text;
}

class Completion {
 public:
  Completion(const std::vector<PlannedRun>& runs, const fs::path& out, const CompletionOptions& options,
             const RunListener& listener)
      : runs_(runs), out_(out), options_(options), listener_(listener), looks_(runs.size()) {
    completed_.reports.resize(runs.size());
  }

  CompletedRuns complete() {
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      if (run_state(directory(i)) != RunState::kMissing) check_same_experiment(directory(i), runs_[i].settings);
    }
    const StopSignal stop_signal;
    for (;;) {
      if (StopSignal::received() != 0) pass_on(StopSignal::received());
      while (completed_.stopped_by_signal == 0 && active_.size() < static_cast<std::size_t>(options_.jobs)) {
        if (!begin_next()) break;
      }
      if (active_.empty()) break;
      std::this_thread::sleep_for(kBetweenLooks);
      take_ended();
    }
    // A signal after the last run has stopped nothing.
    if (completed_.count(RunEnd::kOpen) == 0) completed_.stopped_by_signal = 0;
    return std::move(completed_);
  }

 private:
  struct Active {
    std::size_t run;
    ChildProcess process;
    Clock::time_point begun;
  };

  fs::path directory(std::size_t run) const { return out_ / runs_[run].name; }
  bool is_locked_now(std::size_t run) const { return is_locked(directory(run) / file_name::kLock); }
  RunReport& report(std::size_t run) { return completed_.reports[run]; }
  bool is_active(std::size_t run) const {
    return std::any_of(active_.begin(), active_.end(), [&](const Active& active) { return active.run == run; });
  }

  /// Once: a second signal would end them without saving.
  void pass_on(int signal) {
    if (completed_.stopped_by_signal != 0) return;
    completed_.stopped_by_signal = signal;
    for (const auto& active : active_) active.process.send(signal);
  }

  /// Begins a run that nobody is at. @return false if there is none
  bool begin_next() {
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      const auto end = report(i).end;
      const bool is_left = (end == RunEnd::kOpen || end == RunEnd::kElsewhere) && !is_active(i);
      if (!is_left || looks_[i] == ended_here_ || waits_for_start(i)) continue;
      looks_[i] = ended_here_;
      if (begin(i)) return true;
    }
    return false;
  }

  /// Whether it starts from a checkpoint that another run has not come to yet.
  bool waits_for_start(std::size_t run) {
    const fs::path start(runs_[run].settings.start_from);
    if (start.empty() || is_there(start)) return false;
    const auto trunk = start.parent_path().parent_path();
    for (const auto& active : active_) {
      if (directory(active.run) == trunk) return true;
    }
    if (!is_locked(trunk / file_name::kLock)) return false;
    found(run, RunEnd::kElsewhere);
    return true;
  }

  bool begin(std::size_t run) {
    const auto state = run_state(directory(run));
    if (state == RunState::kFinished) return found(run, RunEnd::kFinished);
    if (state == RunState::kDiverged) return found(run, RunEnd::kDiverged);
    if (is_locked_now(run)) return found(run, RunEnd::kElsewhere);
    const bool resume = state == RunState::kUnfinished;
    auto asked = runs_[run];
    // A deterministic run goes on with as many threads as it began with, or not at all.
    const bool may_choose = asked.settings.threads == 0 && !(resume && asked.settings.deterministic);
    if (options_.threads > 0 && may_choose) {
      asked.values = overridden(std::move(asked.values), {{"threads", fmt::format("{}", options_.threads)}});
    }
    if (options_.jobs > 1) asked.values = overridden(std::move(asked.values), {{"quiet", "true"}});
    report(run) = {.end = RunEnd::kOpen, .was_trained = true};
    listener_(run, report(run));
    active_.push_back({run,
                       ChildProcess(options_.program, train_arguments(asked, directory(run), resume),
                                    /*shows_output=*/options_.jobs == 1),
                       Clock::now()});
    return true;
  }

  /// @return false: nothing was begun
  bool found(std::size_t run, RunEnd end) {
    if (report(run).end == end) return false;
    report(run) = {.end = end};
    listener_(run, report(run));
    return false;
  }

  void take_ended() {
    for (auto active = active_.begin(); active != active_.end();) {
      const auto end = active->process.ended();
      if (!end) {
        ++active;
        continue;
      }
      ++ended_here_;
      conclude(active->run, *end, std::chrono::duration<double>(Clock::now() - active->begun).count());
      active = active_.erase(active);
    }
  }

  void conclude(std::size_t run, const ProcessEnd& end, double seconds) {
    const auto state = run_state(directory(run));
    // Two processes may have begun it at the same moment; then the other one has it, or has even ended it.
    const bool was_here = end.exit_code == exit_code(ErrorKind::kDiverged) || end.exit_code == 0;
    if (state == RunState::kFinished || state == RunState::kDiverged) {
      report(run) = {.end = state == RunState::kFinished ? RunEnd::kFinished : RunEnd::kDiverged,
                     .was_trained = was_here,
                     .seconds = seconds,
                     .said = was_here ? said_in(end.errors) : ""};
    } else if (is_locked_now(run)) {
      report(run) = {.end = RunEnd::kElsewhere};
    } else if (completed_.stopped_by_signal != 0 || StopSignal::received() != 0) {
      report(run) = {.end = RunEnd::kOpen, .was_trained = true, .seconds = seconds};
      return;
    } else {
      report(run) = {.end = RunEnd::kFailed,
                     .was_trained = true,
                     .exit_code = end.was_killed || end.exit_code == 0 ? 1 : end.exit_code,
                     .seconds = seconds,
                     .said = end.was_killed ? fmt::format("its process was killed by signal {}", end.exit_code - 128)
                                            : said_in(end.errors)};
    }
    listener_(run, report(run));
  }

  const std::vector<PlannedRun>& runs_;
  const fs::path& out_;
  const CompletionOptions& options_;
  const RunListener& listener_;
  std::list<Active> active_;
  std::size_t ended_here_ = 0;
  std::vector<std::optional<std::size_t>> looks_;  ///< how many had ended here when each was last looked at
  CompletedRuns completed_;
};

}  // namespace

std::size_t CompletedRuns::count(RunEnd end) const {
  return static_cast<std::size_t>(
      std::count_if(reports.begin(), reports.end(), [&](const RunReport& report) { return report.end == end; }));
}

int CompletedRuns::exit_code() const {
  if (stopped_by_signal != 0) return 128 + stopped_by_signal;
  const auto failed = std::find_if(reports.begin(), reports.end(),
                                   [](const RunReport& report) { return report.end == RunEnd::kFailed; });
  return failed == reports.end() ? 0 : failed->exit_code;
}

CompletedRuns complete_runs(const std::vector<PlannedRun>& runs, const fs::path& out, const CompletionOptions& options,
                            const RunListener& listener) {
  return Completion(runs, out, options, listener).complete();
}

}  // namespace largestep
