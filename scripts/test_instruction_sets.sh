#!/usr/bin/env bash
# Runs the tests as on processors with fewer instructions than this one. Builds nothing.
# Usage: scripts/test_instruction_sets.sh [BUILD_DIRECTORY]      (default: build/release)
#
# 1. All tests, with LibTorch, its oneDNN and our own kernels told to make do with AVX2.
# 2. Those of plain loops and of layers on a Haswell (AVX2, no AVX-512), emulated by qemu-user if that is installed.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build/release}
if [[ ! -e $build/CTestTestfile.cmake || ! -x $build/tests/kernels/kernels_test ]]; then
  echo "test_instruction_sets: $build has no built tests; first scripts/build.sh release -DLARGESTEP_BUILD_TESTS=ON" >&2
  exit 2
fi
failed=0

echo "== all tests under LARGESTEP_MAX_ISA=avx2 ONEDNN_MAX_CPU_ISA=AVX2 ATEN_CPU_CAPABILITY=avx2"
LARGESTEP_MAX_ISA=avx2 ONEDNN_MAX_CPU_ISA=AVX2 ATEN_CPU_CAPABILITY=avx2 \
  ctest --test-dir "$build" --output-on-failure --parallel "${CTEST_PARALLEL_LEVEL:-2}" || failed=1

emulator=$(command -v qemu-x86_64 || command -v qemu-x86_64-static || true)
if [[ -z $emulator ]]; then
  echo "== not run: tests on an emulated Haswell, which take qemu-user"
else
  # Without what the emulator would only warn that it lacks; and functions found at the start, since qemu 7.2 has been
  # seen to stop in ld.so where one was found at its first call.
  haswell=Haswell,-pcid,-x2apic,-tsc-deadline,-hle,-invpcid,-rtm
  on_haswell() {
    echo "== on an emulated Haswell: $*"
    LD_BIND_NOW=1 OMP_NUM_THREADS=1 "$emulator" -cpu $haswell "$build/tests/$@" --gtest_brief=1 || failed=1
  }
  on_haswell core/core_test
  on_haswell kernels/kernels_test
  on_haswell ops/ops_test --gtest_filter='Convolution.*'
  on_haswell model/model_test --gtest_filter='NarrowNetwork.*'
fi

[[ $failed == 0 ]] && echo "== all passed" || echo "== some failed"
exit $failed
