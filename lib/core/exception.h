#pragma once

#include <stdexcept>
#include <string>

namespace largestep {

/// What went wrong, as far as the caller can act on it. The set is closed: each kind has one exit code.
enum class ErrorKind {
  kInternal,         ///< a bug of ours
  kInvalidArgument,  ///< bad usage or a value out of range
  kData,             ///< data or checkpoint missing, truncated or corrupt
  kDiverged,         ///< training diverged
  kWrite,            ///< could not write
  kLostRank,         ///< another process of the same run is lost or can't be reached
};

/// Process exit code of a kind: 1, 2, 3, 4, 5, 6 in the order above.
int exit_code(ErrorKind kind);

/// The one exception type of this project. The message is a plain sentence with the offending values: what, where and
/// what to do about it; it is shown to users as it is.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  ErrorKind kind() const { return kind_; }

 private:
  ErrorKind kind_;
};

}  // namespace largestep
