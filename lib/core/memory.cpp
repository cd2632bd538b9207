#include "core/memory.h"

#include <sys/resource.h>

#include <climits>
#include <cstdlib>  // defines __GLIBC__

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace largestep {

void keep_freed_memory() {
#ifdef __GLIBC__
  // Both are needed: the threshold alone lets the heap shrink and grow, the trim setting alone makes mmap the rule.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
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
