#pragma once

#include <chrono>
#include <torch/csrc/distributed/c10d/Work.hpp>

namespace largestep {

enum class WorkState { kUnderWay, kDone, kFailed };

/// Waits for work of c10d on the CPU, so long at most, and says what became of it.
///
/// c10d throws after that time. Work that succeeds before anybody asks again is done all the same: LibTorch 1.13 takes
/// milliseconds to throw, which is long enough for the other ranks to come.
WorkState wait_for_work(c10d::Work& work, std::chrono::milliseconds at_most);

}  // namespace largestep
