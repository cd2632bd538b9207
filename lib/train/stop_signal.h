#pragma once

namespace largestep {

/// While it lives, SIGINT, SIGTERM and SIGHUP ask for a stop instead of ending the process; a second one ends it at
/// once. At most one instance at a time.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// The signal that asked for a stop, 0 if none did.
  static int received();
};

}  // namespace largestep
