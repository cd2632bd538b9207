#pragma once

namespace largestep {

/// OpenBLAS may have threads of its own (Debian's libopenblas0-pthread, its default), one a core whatever LibTorch's
/// number is. After a matrix product they look for more work in a loop for milliseconds, on the cores that our threads
/// need. This has such a library compute on the thread that calls it; others, which share LibTorch's threads, are left
/// as they are. Large products share our threads (activity/gram.h).
void compute_blas_on_calling_thread();

}  // namespace largestep
