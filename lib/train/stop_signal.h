#pragma once

#include <array>
#include <csignal>

namespace largestep {

/// While it lives, SIGINT, SIGTERM, SIGHUP, SIGUSR1 and SIGUSR2 (with which batch systems announce the end of a job's
/// time) ask for a stop instead of ending the process; another one ends it at once if it comes a second or more after
/// the first. Sooner, it is the same wish: a terminal's Ctrl-C reaches all processes of its group, and launchers
/// (torchrun) pass it on to theirs once more. A SIGHUP that was ignored before (nohup) stays ignored. At most one
/// instance at a time.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// The signal that asked for a stop, 0 if none did.
  static int received();
  /// As a person knows it: "Ctrl-C", "SIGTERM".
  static const char* name_of(int signal);

 private:
  static constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};
  std::array<struct sigaction, kSignals.size()> previous_{};
};

/// While it lives, a signal that would end the process does nothing; what it told of fails by itself.
class IgnoredSignal {
 public:
  explicit IgnoredSignal(int signal);
  ~IgnoredSignal();
  IgnoredSignal(const IgnoredSignal&) = delete;
  IgnoredSignal& operator=(const IgnoredSignal&) = delete;

 private:
  int signal_;
  struct sigaction previous_ {};
};

}  // namespace largestep
