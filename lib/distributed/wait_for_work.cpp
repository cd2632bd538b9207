#include "distributed/wait_for_work.h"

#include <exception>

namespace largestep {

WorkState wait_for_work(c10d::Work& work, std::chrono::milliseconds at_most) {
  try {
    work.wait(at_most);
    return WorkState::kDone;
  } catch (const std::exception&) {
    if (!work.isCompleted()) return WorkState::kUnderWay;
    return work.isSuccess() ? WorkState::kDone : WorkState::kFailed;
  }
}

}  // namespace largestep
