#include "train/stop_signal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

namespace largestep {
namespace {

constexpr int kWentOn = 3;

/// Receives two signals, the second one so much later, and says whether it went on after both with the first known.
[[noreturn]] void receive_two(int first, int second, unsigned microseconds) {
  const StopSignal stop;
  raise(first);
  usleep(microseconds);
  raise(second);
  std::_Exit(StopSignal::received() == first ? kWentOn : EXIT_FAILURE);
}

TEST(StopSignal, ALauncherMayPassOnWhatTheTerminalSentAlready) {
  EXPECT_EXIT(receive_two(SIGINT, SIGINT, 20'000), testing::ExitedWithCode(kWentOn), "");
  EXPECT_EXIT(receive_two(SIGINT, SIGTERM, 0), testing::ExitedWithCode(kWentOn), "");
}

TEST(StopSignal, ASecondOneASecondLaterEndsTheProcessAtOnce) {
  EXPECT_EXIT(receive_two(SIGINT, SIGTERM, 1'050'000), testing::ExitedWithCode(128 + SIGTERM), "");
}

}  // namespace
}  // namespace largestep
