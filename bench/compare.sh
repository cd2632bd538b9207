#!/usr/bin/env bash
# Training speed beside plain PyTorch: largestep and bench/pytorch_training.py in turns on the same images, medians over
# the rounds, ratios, and the share of what this machine's arithmetic units can do at most (bench/machine_peak.cpp). All
# sides train with augmentation, momentum, L2 and a weight average.
#
#   bench/compare.sh [ROUNDS] [WIDTH...]      default: 1 round of widths 64 and 16, seven minutes
#
# Needs python3-torch and python3-torchvision. RUN_WITH="chrt -r 1" runs both sides at real-time priority, for a machine
# that others use.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-1}
widths=("${@:2}")
[[ ${#widths[@]} -gt 0 ]] || widths=(64 16)
data=${LARGESTEP_DATA:-data}
threads=$(nproc)
build=build/release
read -ra run_with <<< "${RUN_WITH:-}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

/usr/bin/python3 -c 'import torch, torchvision' 2> /dev/null || { echo "compare.sh needs python3-torch and python3-torchvision" >&2; exit 1; }
cmake --preset release -DLARGESTEP_BUILD_BENCHMARKS=ON > "$scratch/configure.log"
cmake --build --preset release --target largestep machine_peak > "$scratch/build.log" || { tail -20 "$scratch/build.log"; exit 1; }

# Sizes at which a run takes fifteen seconds to two minutes.
images_at() { if [[ $1 -ge 64 ]]; then echo 7680; elif [[ $1 -ge 32 ]]; then echo 10240; else echo 50000; fi; }
note() { echo "$1" | tee -a "$scratch/rates" >&2; }

# "images/s MiB" of one epoch each.
ours() {
  local out="$scratch/run"
  rm -rf "$out"
  "${run_with[@]}" "$build/app/largestep" train --quiet --data "$data" --out "$out" --width "$1" --epochs 1 \
    --batch-size 256 --train-size "$(images_at "$1")" --augment --precision "$2" --threads "$threads" \
    --momentum 0.9 --weight-decay 5e-4 --average-tau 0.999 --eval-every 1000000 --checkpoint-every 0
  python3 -c 'import json, sys; run = json.load(open(sys.argv[1])); print(run["images_per_second"], run["peak_memory_bytes"] >> 20)' "$out/run.json"
}
theirs() {
  "${run_with[@]}" /usr/bin/python3 bench/pytorch_training.py "$data" --width "$1" --images "$(images_at "$1")" \
    --threads "$threads" "${@:2}" | awk '{ printf "%s ", $2 } END { print "" }'
}

echo "machine: $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs), $threads threads, LibTorch $(/usr/bin/python3 -c 'import torch; print(torch.__version__)')"
for width in "${widths[@]}"; do
  for ((round = 1; round <= rounds; ++round)); do
    "${run_with[@]}" "$build/bench/machine_peak" "$threads" | sed "s/^/$width peak-/" >> "$scratch/peaks"
    note "$width ours bf16 $(ours "$width" bf16)"
    note "$width pytorch bf16 $(theirs "$width")"
    note "$width ours fp32 $(ours "$width" fp32)"
    note "$width paper fp32 $(theirs "$width" --like-paper)"
  done
done

python3 bench/table.py "$scratch/rates" "$scratch/peaks"
