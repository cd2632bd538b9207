// Counts a program's OpenMP regions and the time in them, for bench/threads.py. Preloaded (LD_PRELOAD), it takes the
// place of libgomp's entry point, which GCC's code calls for each region, and at the end appends one line to the file
// that PARALLEL_REGIONS names: regions, seconds of the main thread in regions, seconds of all threads at work in them,
// and seconds from loading to the end. Regions within regions are work.

#include <dlfcn.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

using Clock = std::chrono::steady_clock;
using Region = void (*)(void*);
using Parallel = void (*)(Region, void*, unsigned, unsigned);

struct Totals {
  std::uint64_t regions = 0;
  Clock::duration in_regions{};
  std::atomic<Clock::duration::rep> at_work{0};
};
Totals totals;
thread_local bool in_region = false;

struct Timed {
  Region body;
  void* data;
};

void run_timed(void* argument) {
  const auto& timed = *static_cast<Timed*>(argument);
  const auto began = Clock::now();
  in_region = true;
  timed.body(timed.data);
  in_region = false;
  totals.at_work.fetch_add((Clock::now() - began).count(), std::memory_order_relaxed);
}

double seconds(Clock::duration time) { return std::chrono::duration<double>(time).count(); }

struct Report {
  Clock::time_point loaded = Clock::now();

  ~Report() {
    const char* const path = std::getenv("PARALLEL_REGIONS");
    std::FILE* const file = path == nullptr ? nullptr : std::fopen(path, "a");
    if (file == nullptr) return;
    std::fprintf(file, "%llu %.6f %.6f %.6f\n", static_cast<unsigned long long>(totals.regions),
                 seconds(totals.in_regions), seconds(Clock::duration(totals.at_work.load())),
                 seconds(Clock::now() - loaded));
    std::fclose(file);
  }
} report;

}  // namespace

extern "C" __attribute__((visibility("default"))) void GOMP_parallel(Region body, void* data, unsigned threads,
                                                                     unsigned flags) {
  static const auto real = reinterpret_cast<Parallel>(dlsym(RTLD_NEXT, "GOMP_parallel"));
  if (in_region) {
    real(body, data, threads, flags);
    return;
  }
  Timed timed{body, data};
  const auto began = Clock::now();
  real(run_timed, &timed, threads, flags);
  totals.in_regions += Clock::now() - began;
  ++totals.regions;
}
