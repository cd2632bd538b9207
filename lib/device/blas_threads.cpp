#include "device/blas_threads.h"

#include <dlfcn.h>

namespace largestep {
namespace {

/// A function of OpenBLAS, if the process has OpenBLAS.
template <typename Function>
Function* openblas_function(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

}  // namespace

void compute_blas_on_calling_thread() {
  auto* const kind_of_threads = openblas_function<int()>("openblas_get_parallel");
  auto* const set_threads = openblas_function<void(int)>("openblas_set_num_threads");
  constexpr int kOwnThreads = 1;  // OPENBLAS_THREAD of cblas.h
  if (kind_of_threads == nullptr || set_threads == nullptr || kind_of_threads() != kOwnThreads) return;
  set_threads(1);
}

}  // namespace largestep
