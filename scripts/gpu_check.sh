#!/usr/bin/env bash
# One command for whoever has a GPU: builds against the PyTorch that python3 has, runs the tests that want a GPU, and
# measures speed beside PyTorch. Ends within nine minutes on a large card; prints as it goes, and writes results.json and
# results.md after each part, so that what is cut off still tells. Exit status 1 where a test, a training or PyTorch failed,
# crashed or took too long: the last lines say which.
#
#   scripts/gpu_check.sh [OUT]               default: gpu-results
#   scripts/gpu_check.sh --seconds N [OUT]   ends within N seconds instead; what there is no time for is named
#   scripts/gpu_check.sh --rehearse [OUT]    on the CPU with tiny sizes: whether this script itself works
#
# Needs python3 with a CUDA PyTorch, its nvcc, CMake, ninja and CIFAR-10 in data/ (or $LARGESTEP_DATA); no network. What
# else building takes comes from the system, or from build/carried (made by scripts/carry_headers.sh where there are
# packages).
set -euo pipefail
cd "$(dirname "$0")/.."
usage() {
  echo "usage: scripts/gpu_check.sh [--seconds N] [--rehearse] [OUT]" >&2
  exit 2
}
options=()
while [[ ${1:-} == --* ]]; do
  case $1 in
    --rehearse) options+=("$1") ;;
    --seconds)
      [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || usage
      options+=("$1" "$2")
      shift
      ;;
    *) usage ;;
  esac
  shift
done
exec python3 scripts/gpu_check.py "${options[@]}" "${1:-gpu-results}"
