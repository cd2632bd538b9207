#include "train/stop_signal.h"

#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>

namespace largestep {
namespace {

constexpr std::int64_t kNanoseconds = 1'000'000'000;
constexpr std::int64_t kBetweenWishes = kNanoseconds;  ///< a signal that follows sooner is the same wish

// Any thread may be the one that a signal interrupts, and only what takes no lock may be done there.
std::atomic<int> received_signal{0};
std::atomic<std::int64_t> received_at{0};
static_assert(decltype(received_signal)::is_always_lock_free && decltype(received_at)::is_always_lock_free);

std::int64_t now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * kNanoseconds + time.tv_nsec;
}

void on_signal(int signal) {
  const auto time = now();
  if (received_signal != 0) {
    if (time - received_at >= kBetweenWishes) _exit(128 + signal);
    return;
  }
  received_at = time;
  received_signal = signal;
}

}  // namespace

StopSignal::StopSignal() {
  received_signal = 0;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], &action, &previous_[i]);
    if (kSignals[i] == SIGHUP && previous_[i].sa_handler == SIG_IGN) sigaction(SIGHUP, &previous_[i], nullptr);
  }
}

StopSignal::~StopSignal() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &previous_[i], nullptr);
}

int StopSignal::received() { return received_signal; }

const char* StopSignal::name_of(int signal) {
  switch (signal) {
    case SIGINT:
      return "Ctrl-C";
    case SIGTERM:
      return "SIGTERM";
    case SIGHUP:
      return "SIGHUP";
    case SIGUSR1:
      return "SIGUSR1";
    case SIGUSR2:
      return "SIGUSR2";
    default:
      return "a signal";
  }
}

IgnoredSignal::IgnoredSignal(int signal) : signal_(signal) {
  struct sigaction action {};
  action.sa_handler = SIG_IGN;
  sigaction(signal_, &action, &previous_);
}

IgnoredSignal::~IgnoredSignal() { sigaction(signal_, &previous_, nullptr); }

}  // namespace largestep
