#!/usr/bin/env bash
# Training speed beside plain PyTorch: largestep and bench/pytorch_training.py in turns on the same images, medians over
# the rounds, ratios, and the share of what this machine's arithmetic units can do at most (bench/machine_peak.cpp). All
# sides train with augmentation, momentum, L2 and a weight average.
#
#   bench/compare.sh [ROUNDS] [WIDTH...]      default: 1 round of widths 64 and 16, four minutes
#
# Needs python3-torch and python3-torchvision, and no other library than the program itself. With
# PYTORCH=/path/to/venv/bin/python3 the PyTorch and NumPy of that environment take part as well, eager and compiled, which
# needs a C++ compiler; the time of compilation is stated apart. RUN_WITH="chrt -r 1" runs all sides at real-time
# priority, for a machine that others use; OURS="--convolution direct" adds settings to largestep's; PRECISIONS=fp32
# leaves out bf16. As on a processor without AVX-512, where bf16 has no instructions:
#
#   PRECISIONS=fp32 LARGESTEP_MAX_ISA=avx2 ONEDNN_MAX_CPU_ISA=AVX2 ATEN_CPU_CAPABILITY=avx2 bench/compare.sh
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-1}
widths=("${@:2}")
[[ ${#widths[@]} -gt 0 ]] || widths=(64 16)
data=${LARGESTEP_DATA:-data}
threads=$(nproc)
build=build/release
read -ra run_with <<< "${RUN_WITH:-}"
read -ra own_flags <<< "${OURS:-}"
read -ra precisions <<< "${PRECISIONS:-bf16 fp32}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

refuse() {
  echo "compare.sh: $1" >&2
  exit 1
}
# Shows what a step said if it fails.
quietly() { "$@" > "$scratch/log" 2>&1 || { tail -20 "$scratch/log" >&2; refuse "this failed: $*"; }; }

/usr/bin/python3 -c 'import torch, torchvision' 2> /dev/null || refuse "needs python3-torch and python3-torchvision"
for precision in "${precisions[@]}"; do
  [[ $precision == bf16 || $precision == fp32 ]] || refuse "PRECISIONS are bf16 and fp32, not $precision"
done
[[ -z ${PYTORCH:-} ]] || "$PYTORCH" -c 'import numpy, torch' || refuse "PYTORCH=$PYTORCH is no Python with torch and numpy"
quietly cmake --preset release -DLARGESTEP_BUILD_BENCHMARKS=ON
quietly cmake --build --preset release --target largestep machine_peak

# Sizes at which a run takes fifteen seconds to two minutes.
images_at() { if [[ $1 -ge 64 ]]; then echo 3840; elif [[ $1 -ge 32 ]]; then echo 7680; else echo 25600; fi; }
# measure WIDTH WHO PRECISION COMMAND...
measure() {
  local result
  result=$("${@:4}") || refuse "this failed: ${*:4}"
  echo "${*:1:3} $result" | tee -a "$scratch/rates" >&2
}

# "images/s MiB" of one epoch each, and of PyTorch the seconds that the first step took.
ours() {
  local out="$scratch/run"
  rm -rf "$out"
  "${run_with[@]}" "$build/app/largestep" train --quiet --data "$data" --out "$out" --width "$1" --epochs 1 \
    --batch-size 256 --train-size "$(images_at "$1")" "${own_flags[@]}" --augment --precision "$2" --threads "$threads" \
    --momentum 0.9 --weight-decay 5e-4 --average-tau 0.999 --eval-every 1000000 --checkpoint-every 0
  python3 -c 'import json, sys; run = json.load(open(sys.argv[1])); print(run["images_per_second"], run["peak_memory_bytes"] >> 20)' "$out/run.json"
}
# theirs PYTHON WIDTH [OPTION...]
theirs() {
  "${run_with[@]}" "$1" bench/pytorch_training.py "$data" --width "$2" --images "$(images_at "$2")" \
    --threads "$threads" "${@:3}" | awk '{ printf "%s ", $2 } END { print "" }'
}

version_of() { "$1" -c 'import torch; print(torch.__version__)'; }
echo "machine: $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs), $threads threads," \
  "LibTorch $(version_of /usr/bin/python3)${PYTORCH:+, the newer PyTorch is $(version_of "$PYTORCH")}"
for width in "${widths[@]}"; do
  for ((round = 1; round <= rounds; ++round)); do
    "${run_with[@]}" "$build/bench/machine_peak" "$threads" | sed "s/^/$width peak-/" >> "$scratch/peaks"
    for precision in "${precisions[@]}"; do
      measure "$width" ours "$precision" ours "$width" "$precision"
      if [[ $precision == bf16 ]]; then
        measure "$width" pytorch bf16 theirs /usr/bin/python3 "$width"
      else
        measure "$width" paper fp32 theirs /usr/bin/python3 "$width" --like-paper
      fi
      [[ -n ${PYTORCH:-} ]] || continue
      measure "$width" newer "$precision" theirs "$PYTORCH" "$width" --precision "$precision"
      measure "$width" compiled "$precision" theirs "$PYTORCH" "$width" --precision "$precision" --compile
    done
  done
done

python3 bench/table.py "$scratch/rates" "$scratch/peaks"
