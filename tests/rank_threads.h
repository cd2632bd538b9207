#pragma once

#include <exception>
#include <functional>
#include <thread>
#include <torch/csrc/distributed/c10d/HashStore.hpp>
#include <vector>

#include "distributed/ranks.h"

namespace largestep {

/// Runs body once for each of n ranks, which are threads of this process that meet in its memory. Throws what the first
/// rank to fail threw, in their order.
inline void as_ranks(int n, const std::function<void(Ranks&)>& body) {
  const auto store = c10::make_intrusive<c10d::HashStore>();
  std::vector<std::exception_ptr> thrown(static_cast<std::size_t>(n));
  std::vector<std::thread> threads;
  for (int rank = 0; rank < n; ++rank) {
    threads.emplace_back([&, rank] {
      try {
        auto meeting = std::make_shared<Meeting>(store, Launch{.rank = rank, .size = n}, std::chrono::seconds(20));
        meeting->meet();
        Ranks ranks(meeting, c10::Device(c10::kCPU));
        body(ranks);
        ranks.any(false);
      } catch (...) {
        thrown[static_cast<std::size_t>(rank)] = std::current_exception();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& exception : thrown) {
    if (exception) std::rethrow_exception(exception);
  }
}

}  // namespace largestep
