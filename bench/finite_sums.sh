#!/usr/bin/env bash
# Training loops on the small problems against tight loops in NumPy and PyTorch, taking turns in one run, best of five
# each, one thread. Run: bench/finite_sums.sh [BUILD_DIRECTORY]
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build/release}
cmake --build "$build" --target finite_sums_bench > /dev/null
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
times=$(mktemp)
trap 'rm -f "$times"' EXIT
for _ in 1 2 3 4 5; do
  "$build/finite_sums_bench" | awk '{print $1, "largestep", $2, $3}' >> "$times"
  for problem in diagonal diagonal-gd relu-1d two-layer three-layer; do
    /usr/bin/python3 bench/finite_sums.py "$problem" >> "$times"
  done
done
awk '
  { key = $1 " " $2; time = $4 / $3 * 1e6; if (!(key in best) || time < best[key]) best[key] = time }
  END {
    printf "%-12s %-10s %12s %8s\n", "problem", "loop", "us a step", "ratio"
    count = split("diagonal diagonal-gd relu-1d two-layer three-layer", names, " ")
    for (i = 1; i <= count; ++i) {
      own = best[names[i] " largestep"]
      printf "%-12s %-10s %12.3f %8s\n", names[i], "largestep", own, ""
      for (j = split("numpy torch", others, " "); j >= 1; --j) {
        key = names[i] " " others[j]
        if (key in best) printf "%-12s %-10s %12.3f %7.1fx\n", "", others[j], best[key], best[key] / own
      }
    }
  }' "$times"
