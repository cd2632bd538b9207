#include "device/blas_threads.h"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include "device/device.h"
#include "threads_scope.h"

namespace {

/// Of the OpenBLAS that this program seems to have.
int kind = 0;
int threads = 0;

}  // namespace

// The program's own functions are found before those of a library.
extern "C" __attribute__((visibility("default"))) int openblas_get_parallel() { return kind; }
extern "C" __attribute__((visibility("default"))) void openblas_set_num_threads(int wanted) { threads = wanted; }

namespace largestep {
namespace {

int threads_with(int kind_of_threads) {
  kind = kind_of_threads;
  threads = 8;
  compute_blas_on_calling_thread();
  return threads;
}

TEST(BlasThreads, AreNotBesideOurs) {
  EXPECT_EQ(threads_with(/*pthreads=*/1), 1);
  EXPECT_EQ(threads_with(/*sequential=*/0), 8);
  EXPECT_EQ(threads_with(/*openmp=*/2), 8);  // LibTorch's number
}

TEST(BlasThreads, AreSwitchedOffWhenThreadsAreSet) {
  const ThreadsScope restored(at::get_num_threads());
  threads_with(/*openmp=*/2);
  kind = 1;
  set_threads(2);
  EXPECT_EQ(threads, 1);
  EXPECT_EQ(at::get_num_threads(), 2);
}

TEST(BlasThreads, AreAskedForByTheNamesThatOpenBlasHas) {
  void* const library = dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_NOLOAD);
  if (library == nullptr) return;  // another BLAS
  for (const auto* name : {"openblas_get_parallel", "openblas_set_num_threads"}) {
    EXPECT_NE(dlsym(library, name), nullptr) << name;
  }
  dlclose(library);
}

}  // namespace
}  // namespace largestep
