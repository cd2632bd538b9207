#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace largestep {

/// How a process ended, and what it said on stderr.
struct ProcessEnd {
  int exit_code = 0;  ///< 128 + the signal if it was killed by one
  bool was_killed = false;
  std::string errors = {};  ///< the last 64 KiB
};

/// A process that this one started. It is told of the end of this one by SIGTERM, so that none is left behind. Signals
/// of the terminal do not reach it: it is in a group of its own, and whoever started it passes them on, once.
class ChildProcess {
 public:
  /// @param arguments  without the program's name
  /// @param shows_output  whether its stdout is this process's; else nobody sees it
  /// @throws Error{kInternal} with the system's reason if it can't be started.
  ChildProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments, bool shows_output);
  /// Stops it, if it has not ended, and waits until it has.
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ChildProcess& operator=(ChildProcess&&) = delete;

  void send(int signal) const;
  /// Does not wait: nothing while it runs. Not to be called again once it has ended. Where the system tells nobody how
  /// processes end (SIGCHLD is ignored by whoever started this one), its exit code is taken to be 0.
  std::optional<ProcessEnd> ended();

 private:
  pid_t process_;  ///< 0 once it has ended
  int errors_;     ///< a file in memory, which takes its stderr
};

}  // namespace largestep
