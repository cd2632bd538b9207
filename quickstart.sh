#!/usr/bin/env bash
# From a fresh clone to the figure: dependencies, build, CIFAR-10, four runs that keep the step size large for none, 10,
# 30 and 50 % of the training, their report.
# Calling it again redoes only what is missing.
set -euo pipefail
cd "$(dirname "$0")"
largestep=build/release/app/largestep

scripts/install_dependencies.sh
scripts/build.sh release largestep largestep_texts  # all that cmake --install wants

data=data
runs=runs
report=report
if ! data/fetch.sh "$data"; then
  data=data/synthetic
  runs=runs/synthetic
  report=report/synthetic
  echo
  echo "CIFAR-10 could not be had. Continuing with SYNTHETIC images, drawn by the program: everything below shows how"
  echo "largestep works, but no figure of it is a result on CIFAR-10."
  [[ -f "$data/SYNTHETIC.txt" ]] || "$largestep" data synthesize "$data"
fi

is_finished() { grep -qs '"status": "finished"' "$1/run.json"; }

# Trains one preset, or goes on where it was stopped; every line it prints starts with the preset's name.
train() {
  local preset=$1 run="$runs/$1"
  if is_finished "$run"; then
    echo "$run is there already"
  elif [[ -f "$run/checkpoints/last.pt" ]]; then
    "$largestep" train --resume --out "$run"
  else
    rm -rf "$run" # stopped before its first checkpoint
    "$largestep" train --preset "$preset" --data "$data" --threads "$threads" --out "$run"
  fi 2>&1 | sed -u "s/^/[$preset] /"
}

# Two runs side by side, each on half of the cores, finish sooner than one after the other on all of them.
threads=$(($(nproc) / 2))
((threads > 0)) || threads=1
presets=(quickstart-small quickstart-large-10 quickstart-large-30 quickstart-large-50)
train_all() { for preset in "$@"; do train "$preset" || return; done; }
echo
train_all "${presets[@]:0:2}" &
first=$!
train_all "${presets[@]:2}" &
second=$!
status=0
wait "$first" || status=$?
wait "$second" || status=$?
((status == 0)) || exit "$status"

echo
"$largestep" report "${presets[@]/#/$runs/}" --out "$report"
