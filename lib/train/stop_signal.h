#pragma once

#include <array>
#include <csignal>

namespace largestep {

/// While it lives, SIGINT, SIGTERM and SIGHUP ask for a stop instead of ending the process; a second one ends it at
/// once. A SIGHUP that was ignored before (nohup) stays ignored. At most one instance at a time.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// The signal that asked for a stop, 0 if none did.
  static int received();

 private:
  std::array<struct sigaction, 3> previous_{};
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
