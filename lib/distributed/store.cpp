#include "distributed/store.h"

#include <c10/util/Logging.h>

#include <cstdlib>
#include <future>
#include <thread>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>

#include "core/error.h"
#include "core/silent_stderr.h"
#include "distributed/c10d_versions.h"

namespace largestep {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kBetweenGlances(50);
/// Before a rank says that rank 0 does not answer: longer than rank 0 itself needs to say whom it misses.
constexpr std::chrono::seconds kFirstIsSilent(5);
/// So much later c10d itself gives up: by then we have said so, and its log does not come after our sentence.
constexpr std::chrono::seconds kAfterOurs(5);

/// LibTorch 2 warns, with a backtrace, of every connection that closes; we say the same in a sentence.
/// @return whether the log is quiet, as it is unless the user wants it
bool quiet_c10d() {
  constexpr const char* kVariable = "TORCH_CPP_LOG_LEVEL";
  static const bool is_quiet = [] {
    const bool is_ours = std::getenv(kVariable) == nullptr;
    if (is_ours) setenv(kVariable, "ERROR", 0);
    c10::initLogging();  // reads it, which otherwise only Python's torch does
    return is_ours;
  }();
  return is_quiet;
}

/// Connects in a thread of its own, which is left behind if it hangs: c10d waits for the first answer without a limit.
std::future<c10::intrusive_ptr<c10d::Store>> start_opening(const Launch& launch, const c10d::TCPStoreOptions& options) {
  auto opened = std::make_shared<std::promise<c10::intrusive_ptr<c10d::Store>>>();
  auto store = opened->get_future();
  std::thread([launch, options, opened] {
    try {
      opened->set_value(c10::make_intrusive<c10d::TCPStore>(launch.address, options));
    } catch (...) {
      opened->set_exception(std::current_exception());
    }
  }).detach();
  return store;
}

/// The error of a store that did not open. @param why  what c10d said, "" if nothing within the timeout
Error not_opened(const Launch& launch, bool serves, std::chrono::seconds timeout, const std::string& why) {
  const auto says = [&](const char* part) { return why.find(part) != std::string::npos; };
  if (serves && (says("already in use") || says("EADDRINUSE"))) {
    return {ErrorKind::kInvalidArgument,
            fmt::format("port {} of this machine is in use; set MASTER_PORT to a free one for all ranks", launch.port)};
  }
  if (serves && (says("listen") || says("bind"))) {
    return {ErrorKind::kInvalidArgument,
            fmt::format("rank 0 can't serve port {} of this machine; set MASTER_PORT to another for all ranks",
                        launch.port)};
  }
  if (serves) {
    return {ErrorKind::kInvalidArgument,
            fmt::format("rank 0 can't reach its own port {} at {} within {} s: is MASTER_ADDR this machine's?",
                        launch.port, launch.address, timeout.count())};
  }
  return {ErrorKind::kLostRank,
          fmt::format("rank 0 can't be reached at {}, port {}, within {} s: is it running, and are MASTER_ADDR and "
                      "MASTER_PORT right?",
                      launch.address, launch.port, timeout.count())};
}

}  // namespace

c10::intrusive_ptr<c10d::Store> open_store(const Launch& launch, std::chrono::seconds timeout,
                                           const WhileWaiting& meanwhile) {
  std::optional<SilentStderr> silence;
  if (quiet_c10d()) silence.emplace();
  c10d::TCPStoreOptions options;
  options.port = launch.port;
  options.isServer = launch.rank == 0 && !launch.has_store;
  options.numWorkers = static_cast<std::size_t>(launch.size);
  options.waitWorkers = false;
  options.timeout = timeout + kAfterOurs;
  serve_without_libuv(options);
  auto opening = start_opening(launch, options);
  const auto since = Clock::now();
  for (bool has_said = false; opening.wait_for(kBetweenGlances) != std::future_status::ready;) {
    if (meanwhile.is_over()) fail(ErrorKind::kLostRank, "{}", kStoppedWaiting);
    if (Clock::now() >= since + timeout) throw not_opened(launch, options.isServer, timeout, "");
    if (has_said || Clock::now() < since + kFirstIsSilent) continue;
    has_said = true;
    meanwhile.say(
        fmt::format("waiting for rank 0 at {}, port {}, at most {} s", launch.address, launch.port, timeout.count()));
  }
  try {
    return c10::make_intrusive<c10d::PrefixStore>(fmt::format("restart{}", launch.restart), opening.get());
  } catch (const std::exception& error) {
    throw not_opened(launch, options.isServer, timeout, error.what());
  }
}

}  // namespace largestep
