#!/usr/bin/env bash
# The CUDA build, compiled, linked and tested as far as a machine without a GPU goes: against PyTorch's wheel, which is
# made for CUDA, and the compiler of CUDA that pip has. Tests that want a GPU skip and say so.
#
#   scripts/test_cuda_build.sh [newest|2.X.Y]
set -euo pipefail
cd "$(dirname "$0")/.."
version=${1:-newest}
if [[ $version != newest ]]; then export LARGESTEP_PIP_TORCH=$version; fi
export LARGESTEP_TORCH=pip
scripts/install_dependencies.sh --tests
scripts/build.sh pip
grep -- '-- largestep: ' build/pip.log
grep -q -- '-- largestep: CUDA graphs ON, NCCL ON' build/pip.log || { echo "parts of CUDA were left out" >&2; exit 1; }
# Without a GPU the program says that there is none, not that it was built wrongly.
status=0
said=$(build/pip/app/largestep train --problem least-squares --device cuda --out "$(mktemp -d)/run" 2>&1) || status=$?
echo "$said"
[[ $status -eq 2 && $said == *"finds no GPU"* ]] || { echo "expected exit code 2 and a sentence about the device" >&2; exit 1; }
./test.sh pip
