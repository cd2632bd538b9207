#include "app/complete_here.h"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>

#include "core/error.h"
#include "core/one_line.h"
#include "device/available_cores.h"
#include "distributed/launch.h"
#include "records/pace.h"
#include "train/stop_signal.h"

namespace largestep {
namespace {

/// A pipe that nobody reads any more is no reason to stop: neither an exception nor a signal comes of it.
void say(const std::string& line) {
  std::fputs(line.c_str(), stdout);
  std::fflush(stdout);
}

/// Says what becomes of the runs, a line each.
class RunLines {
 public:
  RunLines(const std::vector<PlannedRun>& runs, const std::filesystem::path& out, bool quiet, bool is_shown)
      : runs_(runs), out_(out), quiet_(quiet), is_shown_(is_shown) {}

  void operator()(std::size_t run, const RunReport& report) {
    const auto path = (out_ / runs_[run].name).string();
    const bool has_ended = report.end != RunEnd::kOpen && report.end != RunEnd::kElsewhere;
    if (has_ended) ++ended_;
    if (!report.said.empty()) complain(path, report.said);
    if (quiet_) return;
    if (report.end == RunEnd::kElsewhere) say(fmt::format("{} is being trained by another process\n", path));
    // A run that shows its own lines is told of before them, one that is silent when it has ended.
    if (is_shown_ && report.end == RunEnd::kOpen) say(fmt::format("[{}/{}] {}\n", ended_ + 1, runs_.size(), path));
    if (!is_shown_ && has_ended && report.was_trained) {
      say(fmt::format("[{}/{}] {}: {} after {}\n", ended_, runs_.size(), path, word(report.end),
                      format_duration(report.seconds)));
    }
  }

 private:
  static const char* word(RunEnd end) {
    return end == RunEnd::kFinished ? "finished" : end == RunEnd::kDiverged ? "diverged" : "failed";
  }
  static void complain(const std::string& path, const std::string& what) {
    std::fprintf(stderr, "%s\n", one_line(fmt::format("largestep: {}: {}", path, what)).c_str());
  }

  const std::vector<PlannedRun>& runs_;
  const std::filesystem::path& out_;
  bool quiet_;
  bool is_shown_;
  std::size_t ended_ = 0;
};

}  // namespace

void refuse_launcher(const std::string& command) {
  if (!read_launch()) return;
  fail(ErrorKind::kInvalidArgument, "{} trains many runs, one process each; start it without a launcher", command);
}

CompletedRuns complete_here(const std::vector<PlannedRun>& runs, const std::filesystem::path& out, int jobs,
                            bool quiet) {
  const CompletionOptions options{
      .program = "/proc/self/exe", .jobs = jobs, .threads = jobs > 1 ? available_cores(jobs) : 0};
  const IgnoredSignal closed_output(SIGPIPE);
  RunLines lines(runs, out, quiet, /*is_shown=*/jobs == 1);
  auto completed = complete_runs(runs, out, options, std::ref(lines));
  if (completed.stopped_by_signal != 0) {
    const auto open = completed.count(RunEnd::kOpen) + completed.count(RunEnd::kElsewhere);
    std::fprintf(stderr, "largestep: stopped by %s with %zu of %zu runs ended; the same command goes on\n",
                 StopSignal::name_of(completed.stopped_by_signal), runs.size() - open, runs.size());
  } else if (const auto elsewhere = completed.count(RunEnd::kElsewhere); elsewhere > 0 && !quiet) {
    say(fmt::format("{} of {} runs are left to other processes; the last of these writes the table\n", elsewhere,
                    runs.size()));
  }
  return completed;
}

}  // namespace largestep
