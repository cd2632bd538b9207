#include "device/balanced_for.h"

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace largestep {
namespace {

/// How often each of `count` entries was worked on.
std::vector<int> visits(std::int64_t count, std::int64_t grain) {
  std::vector<std::atomic<int>> visited(static_cast<std::size_t>(count));
  balanced_for(count, grain, [&](std::int64_t from, std::int64_t to) {
    for (auto i = from; i < to; ++i) ++visited[static_cast<std::size_t>(i)];
  });
  return {visited.begin(), visited.end()};
}

TEST(BalancedFor, WorksOnEveryEntryOnce) {
  for (const int threads : {1, 2, 3}) {
    at::set_num_threads(threads);
    for (const std::int64_t count : {0, 1, 2, 7, 64, 1000}) {
      for (const std::int64_t grain : {1, 4, 100}) {
        EXPECT_EQ(visits(count, grain), std::vector<int>(static_cast<std::size_t>(count), 1))
            << count << " entries, grain " << grain << ", " << threads << " threads";
      }
    }
  }
  at::set_num_threads(2);
}

TEST(BalancedFor, WorksInsideAParallelRegion) {
  std::atomic<std::int64_t> entries = 0;
  at::parallel_for(0, 2, 1, [&](std::int64_t first, std::int64_t last) {
    for (auto i = first; i < last; ++i) {
      balanced_for(100, 1, [&](std::int64_t from, std::int64_t to) { entries += to - from; });
    }
  });
  EXPECT_EQ(entries, 200);
}

TEST(BalancedFor, GivesNoTwoThreadsTheSameWorker) {
  for (const int threads : {1, 2, 3}) {
    at::set_num_threads(threads);
    std::vector<std::atomic<int>> at_work(static_cast<std::size_t>(balanced_workers()));
    std::atomic<bool> met = false;
    balanced_for_workers(100, 1, [&](std::int64_t, std::int64_t, std::int64_t worker) {
      if (at_work.at(static_cast<std::size_t>(worker))++ > 0) met = true;
      std::this_thread::sleep_for(std::chrono::microseconds(100));
      --at_work.at(static_cast<std::size_t>(worker));
    });
    EXPECT_FALSE(met) << threads << " threads";
  }
  at::set_num_threads(2);
}

TEST(BalancedFor, HelpsAThreadThatIsSlow) {
  at::set_num_threads(2);
  std::atomic<std::int64_t> done_by_slow = 0;
  balanced_for(100, 1, [&](std::int64_t from, std::int64_t to) {
    if (at::get_thread_num() != 1) return;
    done_by_slow += to - from;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  });
  EXPECT_LT(done_by_slow, 50);
}

TEST(BalancedFor, PassesOnWhatIsThrown) {
  EXPECT_THROW(balanced_for(100, 1, [](std::int64_t, std::int64_t) { throw std::runtime_error("no"); }),
               std::runtime_error);
}

}  // namespace
}  // namespace largestep
