#pragma once

namespace largestep {

/// While it lives, nothing reaches stderr: for libraries that print lines of their own around the one sentence of ours.
/// The whole process's, so one at a time. Where the system has no descriptor left, stderr stays as it is.
class SilentStderr {
 public:
  SilentStderr();
  ~SilentStderr();
  SilentStderr(const SilentStderr&) = delete;
  SilentStderr& operator=(const SilentStderr&) = delete;

 private:
  int kept_;  ///< what stderr was; -1 if nothing was changed
};

}  // namespace largestep
