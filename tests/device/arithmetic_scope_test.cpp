#include "device/arithmetic_scope.h"

#include <ATen/Context.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <string>

namespace largestep {
namespace {

TEST(ArithmeticScope, KeepsFloat32OnGpusFloat32AndPutsBackWhatWasThere) {
  auto& context = at::globalContext();
  for (const bool before : {false, true}) {
    context.setAllowTF32CuDNN(before);
    context.setAllowTF32CuBLAS(before);
    {
      const ArithmeticScope scope;
      EXPECT_FALSE(context.allowTF32CuDNN());
      EXPECT_FALSE(context.allowTF32CuBLAS());
      EXPECT_FALSE(context.deterministicAlgorithms());
    }
    EXPECT_EQ(context.allowTF32CuDNN(), before);
    EXPECT_EQ(context.allowTF32CuBLAS(), before);
  }
  context.setAllowTF32CuDNN(true);  // LibTorch's own
  context.setAllowTF32CuBLAS(false);
}

TEST(ArithmeticScope, RefusesWhatDoesNotRepeatWithinItsLifetime) {
  auto& context = at::globalContext();
  const ArithmeticScope outer;
  {
    const ArithmeticScope scope(/*deterministic=*/true);
    EXPECT_TRUE(context.deterministicAlgorithms());
    EXPECT_FALSE(context.deterministicAlgorithmsWarnOnly());
  }
  EXPECT_FALSE(context.deterministicAlgorithms());
}

TEST(PrepareEnvironmentForDeterminism, SetsCublasWorkspacesUnlessTheUserHas) {
  unsetenv("CUBLAS_WORKSPACE_CONFIG");
  prepare_environment_for_determinism();
  EXPECT_EQ(std::string(getenv("CUBLAS_WORKSPACE_CONFIG")), ":4096:8");
  setenv("CUBLAS_WORKSPACE_CONFIG", ":16:8", 1);
  prepare_environment_for_determinism();
  EXPECT_EQ(std::string(getenv("CUBLAS_WORKSPACE_CONFIG")), ":16:8");
  unsetenv("CUBLAS_WORKSPACE_CONFIG");
}

}  // namespace
}  // namespace largestep
