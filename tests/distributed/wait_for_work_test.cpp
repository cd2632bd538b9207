#include "distributed/wait_for_work.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace largestep {
namespace {

using namespace std::chrono_literals;

/// Work whose wait runs out of time, and which then ends before it is asked what became of it.
class LateWork final : public c10d::Work {
 public:
  enum class Then { kNothing, kSuccess, kFailure };
  explicit LateWork(Then then) : then_(then) {}

  bool wait(std::chrono::milliseconds /*timeout*/) override {
    if (then_ == Then::kSuccess) finish();
    if (then_ == Then::kFailure) finish(std::make_exception_ptr(std::runtime_error("connection closed by peer")));
    throw std::runtime_error("operation timed out");
  }

 private:
  Then then_;
};

WorkState state_after(LateWork::Then then) {
  LateWork work(then);
  return wait_for_work(work, 1ms);
}

TEST(WaitForWork, WorkThatSucceedsJustAfterTheTimeIsDone) {
  EXPECT_EQ(state_after(LateWork::Then::kSuccess), WorkState::kDone);
}

TEST(WaitForWork, WorkThatHasNotEndedIsUnderWay) {
  EXPECT_EQ(state_after(LateWork::Then::kNothing), WorkState::kUnderWay);
}

TEST(WaitForWork, WorkThatEndedOtherwiseHasFailed) {
  EXPECT_EQ(state_after(LateWork::Then::kFailure), WorkState::kFailed);
}

}  // namespace
}  // namespace largestep
