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

}  // namespace largestep
