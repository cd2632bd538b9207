#include "device/blas_threads.h"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "device/device.h"
#include "threads_scope.h"

namespace largestep {
namespace {

int call(const char* name) { return reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, name))(); }

TEST(BlasThreads, AreNotBesideLibTorchs) {
  const ThreadsScope restored(at::get_num_threads());
  set_threads(2);
  EXPECT_EQ(at::get_num_threads(), 2);
  constexpr int kOwnThreads = 1;
  if (dlsym(RTLD_DEFAULT, "openblas_get_parallel") != nullptr && call("openblas_get_parallel") == kOwnThreads) {
    EXPECT_EQ(call("openblas_get_num_threads"), 1);
  }
}

TEST(BlasThreads, LeaveProductsAsTheyAre) {
  torch::manual_seed(43);
  const auto a = torch::randn({300, 200});
  const auto b = torch::randn({200, 150});
  compute_blas_on_calling_thread();
  const auto exact = torch::mm(a.to(at::kDouble), b.to(at::kDouble));
  EXPECT_TRUE(torch::allclose(torch::mm(a, b).to(at::kDouble), exact, 1e-5, 1e-4));
}

}  // namespace
}  // namespace largestep
