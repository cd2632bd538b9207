#include "session/run_training.h"

#include <algorithm>
#include <csignal>
#include <cstdio>

#include "catalog/problem_catalog.h"
#include "core/error.h"
#include "data/data_directory.h"
#include "device/arithmetic_scope.h"
#include "device/available_cores.h"
#include "device/device.h"
#include "device/device_graph.h"
#include "distributed/ranks.h"
#include "kernels/own_kernels.h"
#include "model/network_catalog.h"
#include "session/agreement.h"
#include "session/gpu_of_rank.h"
#include "train/stop_signal.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

/// The part of this machine that one of several processes on it takes, unless the settings say.
void share_machine(Settings& settings, const Meeting& meeting) {
  const auto& names = meeting.names();
  const auto here = [&](const RankName& name) {
    return name.host == names[static_cast<std::size_t>(meeting.rank())].host;
  };
  const auto neighbours = std::count_if(names.begin(), names.end(), here);
  if (settings.threads == 0) settings.threads = available_cores(static_cast<int>(neighbours));
}

/// The GPU of one of several processes on a machine, or the CPU.
c10::Device device_of_rank(const std::string& text, const Meeting& meeting) {
  const auto device = parse_device(text);
  if (device.is_cpu() || text.find(':') != std::string::npos) return device;
  const auto& names = meeting.names();
  const auto me = static_cast<std::size_t>(meeting.rank());
  auto local = static_cast<std::int64_t>(meeting.launch().local_rank);
  if (local < 0) {
    local = std::count_if(names.begin(), names.begin() + meeting.rank(),
                          [&](const RankName& name) { return name.host == names[me].host; });
  }
  return parse_device(fmt::format("cuda:{}", gpu_of_rank(local, cuda_devices().count)));
}

/// Replaces "auto" and relative values by what they come to here.
/// @param meeting  of several processes, nullptr for one
c10::Device resolve_for_this_machine(Settings& settings, const Meeting* meeting) {
  const auto device = meeting != nullptr ? device_of_rank(settings.device, *meeting) : parse_device(settings.device);
  settings.device = meeting != nullptr && device.is_cuda() ? "cuda" : device.str();
  settings.precision = name_of(parse_precision(settings.precision, device));
  if (meeting != nullptr) share_machine(settings, *meeting);
  settings.threads = set_threads(static_cast<int>(settings.threads));
  use_own_kernels(settings.kernels != "libtorch");
  if (needs_images(settings)) settings.data = fs::absolute(find_data_directory(settings.data)).string();
  if (!settings.csv.empty()) settings.csv = fs::absolute(settings.csv).string();
  if (!settings.start_from.empty()) settings.start_from = fs::absolute(settings.start_from).string();
  return device;
}

/// Finds out before anything is written whether training can start from there.
void check_start_from(const Settings& settings, Problem& problem) {
  if (settings.start_from.empty()) return;
  const auto checkpoint = load_checkpoint(settings.start_from);
  const auto known = recognise_network(checkpoint.model);
  if (problem.network() == nullptr || !known || known->size.width == problem.network()->width()) return;
  fail(ErrorKind::kInvalidArgument, "start-from names {}, weights of width {}, but width is {}", settings.start_from,
       known->size.width, settings.width);
}

TrainingOutcome train_here(Settings settings, const fs::path& directory, bool resume,
                           const std::shared_ptr<Meeting>& meeting) {
  if (settings.deterministic) prepare_environment_for_determinism();
  const auto device = resolve_for_this_machine(settings, meeting.get());
  const ArithmeticScope arithmetic(settings.deterministic);
  const OwnStreamScope stream(device);
  const bool is_first = !meeting || meeting->rank() == 0;
  auto problem =
      make_problem(settings, {.device = device, .processes = meeting ? static_cast<int>(meeting->names().size()) : 1});
  if (meeting && !problem->can_be_shared()) {
    fail(ErrorKind::kInvalidArgument, "problem {} is trained by one process; start it without a launcher",
         settings.problem);
  }
  if (!resume && is_first) check_start_from(settings, *problem);
  if (meeting) check_agreement(*meeting, settings, *problem);
  auto ranks = meeting ? Ranks(meeting, device) : Ranks();
  if (const int stop = agreed_stop(ranks); stop != 0) return {.stopped_by_signal = stop, .has_run = false};
  const auto outcome = TrainingSession(std::move(settings), device, std::move(problem), directory, resume, ranks).run();
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
  const auto end = [&](const Error& reason) {
    if (meeting) meeting->say_ended(reason);
    throw Error(reason.kind(), fmt::format("rank {}: {}", launch->rank, reason.what()));
  };
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
    end(error);
  } catch (const std::exception& error) {
    end(Error(ErrorKind::kInternal, std::string("internal error: ") + error.what()));
  }
  return {};
}

}  // namespace largestep
