#include "core/error.h"

namespace largestep {

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInternal:
      return 1;
    case ErrorKind::kInvalidArgument:
      return 2;
    case ErrorKind::kData:
      return 3;
    case ErrorKind::kDiverged:
      return 4;
    case ErrorKind::kWrite:
      return 5;
    case ErrorKind::kLostRank:
      return 6;
  }
  return 1;
}

}  // namespace largestep
