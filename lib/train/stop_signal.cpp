#include "train/stop_signal.h"

#include <unistd.h>

#include <array>
#include <csignal>

namespace largestep {
namespace {

volatile std::sig_atomic_t received_signal = 0;
constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

void on_signal(int signal) {
  if (received_signal != 0) _exit(128 + signal);
  received_signal = signal;
}

}  // namespace

StopSignal::StopSignal() {
  received_signal = 0;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  for (const int signal : kSignals) sigaction(signal, &action, nullptr);
}

StopSignal::~StopSignal() {
  for (const int signal : kSignals) std::signal(signal, SIG_DFL);
}

int StopSignal::received() { return received_signal; }

}  // namespace largestep
