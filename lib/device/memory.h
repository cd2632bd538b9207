#pragma once

#include <cstdint>

namespace largestep {

/// Tells malloc to keep large blocks instead of returning them to the system after each use; call first in main.
/// Activations are tens of megabytes each: without this every training step maps and page-faults all of them afresh.
/// Results are the same bit for bit; training on two cores is a third faster (docs/PERFORMANCE.md).
void keep_freed_memory();

/// The most memory this process has had resident so far, in bytes; 0 if the system does not say.
std::int64_t peak_memory_bytes();

}  // namespace largestep
