#pragma once

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <vector>

namespace largestep {

/// A stretch of work that threads take pieces of, smaller ones towards the end.
class SharedStretch {
 public:
  void set(std::int64_t begin, std::int64_t end) {
    next_ = begin;
    end_ = end;
  }

  /// Calls body(from, to) until nothing is left. Pieces are multiples of `grain`, but the last.
  template <typename Body>
  void work_off(std::int64_t grain, const Body& body) {
    auto from = next_.load(std::memory_order_relaxed);
    while (from < end_) {
      const auto grains = std::max<std::int64_t>((end_ - from) / kPartOfTheRest / grain, 1);
      const auto to = from + std::min(end_ - from, grains * grain);
      if (!next_.compare_exchange_weak(from, to, std::memory_order_relaxed)) continue;
      body(from, to);
      from = next_.load(std::memory_order_relaxed);
    }
  }

 private:
  static constexpr std::int64_t kPartOfTheRest = 4;
  std::atomic<std::int64_t> next_{0};
  std::int64_t end_ = 0;
};

/// Threads that share a loop begun here: one in a loop that is shared already.
inline std::int64_t balanced_workers() { return at::in_parallel_region() ? 1 : at::get_num_threads(); }

/// Calls body(from, to, worker) for pieces of [0, count) on all threads, each another worker of [0,
/// balanced_workers()). Each thread begins with its own share, the same one every time, which may still be in its
/// cache, and then helps with what the others have not begun: a core that is slower for a while, as one that is shared
/// with other work is, does not keep the rest waiting. For work whose result does not depend on how it is cut.
template <typename Body>
void balanced_for_workers(std::int64_t count, std::int64_t grain, const Body& body) {
  const std::int64_t threads = balanced_workers();
  if (threads == 1 || count <= grain) {
    if (count > 0) body(std::int64_t{0}, count, std::int64_t{0});
    return;
  }
  std::vector<SharedStretch> shares(static_cast<std::size_t>(threads));
  for (std::int64_t i = 0; i < threads; ++i) {
    shares[static_cast<std::size_t>(i)].set(i * count / threads, (i + 1) * count / threads);
  }
  at::parallel_for(0, threads, 1, [&](std::int64_t first, std::int64_t last) {
    for (auto thread = first; thread < last; ++thread) {
      for (std::int64_t i = 0; i < threads; ++i) {
        shares[static_cast<std::size_t>((thread + i) % threads)].work_off(
            grain, [&](std::int64_t from, std::int64_t to) { body(from, to, thread); });
      }
    }
  });
}

/// The same for a body(from, to) that does not mind which thread it runs on.
template <typename Body>
void balanced_for(std::int64_t count, std::int64_t grain, const Body& body) {
  balanced_for_workers(count, grain,
                       [&](std::int64_t from, std::int64_t to, std::int64_t /*worker*/) { body(from, to); });
}

}  // namespace largestep
