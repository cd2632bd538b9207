#include "device/memory.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <climits>
#include <cstdint>
#include <cstdlib>  // defines __GLIBC__

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace largestep {
namespace {

/// Below the threshold of mmap.
constexpr std::size_t kHeapInHugePages = std::size_t{15} << 27;

}  // namespace

void keep_freed_memory() {
#ifdef __GLIBC__
  // Both are needed: the threshold alone lets the heap shrink and grow, the trim setting alone makes mmap the rule.
  mallopt(M_MMAP_THRESHOLD, INT_MAX);
  mallopt(M_TRIM_THRESHOLD, -1);  // never
#ifdef MADV_HUGEPAGE
  // Address space that the heap will grow into, marked while it is in one piece; it takes no memory until it is used.
  if (void* ahead = std::malloc(kHeapInHugePages); ahead != nullptr) {
    const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    const auto first = (reinterpret_cast<std::uintptr_t>(ahead) + page - 1) / page * page;
    madvise(reinterpret_cast<void*>(first), kHeapInHugePages - page, MADV_HUGEPAGE);
    std::free(ahead);
  }
#endif
#endif
}

std::int64_t peak_memory_bytes() {
  struct rusage usage {};
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
#ifdef __APPLE__
  return usage.ru_maxrss;
#else
  return std::int64_t{usage.ru_maxrss} * 1024;
#endif
}

}  // namespace largestep
