#include "session/run_training.h"

#include <csignal>
#include <cstdio>

#include "core/error.h"
#include "device/arithmetic_scope.h"
#include "device/device.h"
#include "device/device_graph.h"
#include "distributed/ranks.h"
#include "loading/load_weights.h"
#include "session/agreement.h"
#include "session/resolved_settings.h"
#include "session/training_session.h"
#include "train/stop_signal.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

/// Finds out before anything is written whether training can start from there.
void check_start_from(const Settings& settings, Problem& problem) {
  if (settings.start_from.empty()) return;
  const auto weights = load_weights(settings.start_from);
  const auto& known = weights.network;
  if (problem.network() != nullptr && !known) fail_no_network(settings.start_from, weights);
  if (problem.network() != nullptr && known->size.width != problem.network()->width()) {
    fail(ErrorKind::kInvalidArgument, "start-from names {}, weights of width {}, but width is {}", settings.start_from,
         known->size.width, settings.width);
  }
  try {
    check_state(problem.state(), weights.checkpoint.model, problem.state_of());
  } catch (const Error& error) {
    fail(error.kind(), "start-from names {}, which can't be used: {}", settings.start_from, error.what());
  }
  if (!weights.note.empty()) std::fprintf(stderr, "largestep: note: %s\n", weights.note.c_str());
}

TrainingOutcome train_here(Settings settings, const fs::path& directory, bool resume,
                           const std::shared_ptr<Meeting>& meeting) {
  if (settings.deterministic) prepare_environment_for_determinism();
  auto resolved = resolve_for_this_machine(std::move(settings), meeting.get());
  const ArithmeticScope arithmetic(resolved.values.deterministic);
  const OwnStreamScope stream(resolved.device);
  auto problem = make_problem(resolved);
  const bool is_first = !meeting || meeting->rank() == 0;
  if (!resume && is_first) check_start_from(resolved.values, *problem);
  if (meeting) check_agreement(*meeting, resolved.values, *problem);
  auto ranks = meeting ? Ranks(meeting, resolved.device) : Ranks();
  if (const int stop = agreed_stop(ranks); stop != 0) return {.stopped_by_signal = stop, .has_run = false};
  const auto outcome = TrainingSession(std::move(resolved), std::move(problem), directory, resume, ranks).run();
  ranks.any(false);  // nobody leaves before all are done
  return outcome;
}

/// Until the others come: one line on who is missing, and a signal ends the wait.
WhileWaiting while_waiting(const Launch& launch, bool quiet) {
  WhileWaiting meanwhile;
  meanwhile.is_over = [] { return StopSignal::received() != 0; };
  if (quiet) return meanwhile;
  meanwhile.say = [rank = launch.rank](const std::string& what) {
    fmt::print("rank {}: {}\n", rank, what);
    std::fflush(stdout);
  };
  return meanwhile;
}

/// Tells the others, if they were met, and whoever called.
[[noreturn]] void end(Meeting* meeting, int rank, const Error& reason) {
  if (meeting != nullptr) meeting->say_ended(reason);
  throw Error(reason.kind(), fmt::format("rank {}: {}", rank, reason.what()));
}

}  // namespace

TrainingOutcome run_training(Settings settings, const fs::path& directory, bool resume) {
  const StopSignal stop_signal;
  const IgnoredSignal closed_output(SIGPIPE);  // no run ends because nobody reads what it prints
  const IgnoredSignal file_limit(SIGXFSZ);     // writing then fails like on a full disk
  const auto launch = read_launch();
  if (!launch) return train_here(std::move(settings), directory, resume, nullptr);
  std::shared_ptr<Meeting> meeting;
  bool have_met = false;
  const auto meanwhile = while_waiting(*launch, settings.quiet);
  try {
    meeting = Meeting::open(*launch, std::chrono::seconds(settings.rank_timeout), meanwhile);
    meeting->meet(meanwhile);
    have_met = true;
    auto outcome = train_here(std::move(settings), directory, resume, meeting);
    outcome.rank = launch->rank;
    return outcome;
  } catch (const Error& error) {
    if (!have_met && StopSignal::received() != 0) {
      if (meeting) meeting->say_ended(error);
      return {.stopped_by_signal = StopSignal::received(), .has_run = false, .rank = launch->rank};
    }
    end(meeting.get(), launch->rank, error);
  } catch (const std::exception& error) {
    end(meeting.get(), launch->rank, Error(ErrorKind::kInternal, std::string("internal error: ") + error.what()));
  }
}

}  // namespace largestep
