#include "device/arithmetic_scope.h"

#include <ATen/Context.h>
#include <torch/version.h>

#include <cstdlib>

namespace largestep {
namespace {

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 2)
bool fills_memory() { return at::globalContext().deterministicFillUninitializedMemory(); }
void set_fills_memory(bool fills) { at::globalContext().setDeterministicFillUninitializedMemory(fills); }
#else
bool fills_memory() { return false; }
void set_fills_memory(bool) {}
#endif

}  // namespace

void prepare_environment_for_determinism() {
  constexpr int kKeepIfSet = 0;
  setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", kKeepIfSet);
}

ArithmeticScope::ArithmeticScope(bool deterministic)
    : convolutions_in_tf32_(at::globalContext().allowTF32CuDNN()),
      products_in_tf32_(at::globalContext().allowTF32CuBLAS()),
      deterministic_(at::globalContext().deterministicAlgorithms()),
      warn_only_(at::globalContext().deterministicAlgorithmsWarnOnly()),
      fills_memory_(fills_memory()) {
  at::globalContext().setAllowTF32CuDNN(false);
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setDeterministicAlgorithms(deterministic, /*warn_only=*/false);
  set_fills_memory(false);
}

ArithmeticScope::~ArithmeticScope() {
  at::globalContext().setAllowTF32CuDNN(convolutions_in_tf32_);
  at::globalContext().setAllowTF32CuBLAS(products_in_tf32_);
  at::globalContext().setDeterministicAlgorithms(deterministic_, warn_only_);
  set_fills_memory(fills_memory_);
}

}  // namespace largestep
