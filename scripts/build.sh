#!/usr/bin/env bash
# Configures and builds a preset: scripts/build.sh PRESET [TARGET...] [-DNAME=VALUE...]. Prints a line at the start and
# at the end. LARGESTEP_TORCH: the LibTorch to build against (scripts/torch.sh).
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/torch.sh
preset=$1
shift
targets=()
arguments=()
for argument in "$@"; do
  case $argument in
    -D*) arguments+=("$argument") ;;
    *) targets+=(--target "$argument") ;;
  esac
done

choice=$(torch_choice)
python=$(torch_python "$choice")
torch_arguments=()
if [[ -n $python ]]; then
  found=$("$python" scripts/torch_from_python.py arguments)
  mapfile -t torch_arguments <<< "$found"
fi

echo "build: $preset, LibTorch of $choice (the first time takes some minutes)"
mkdir -p "build/$preset"
log="build/$preset.log"
# What CMake has found belongs to the LibTorch it was found with.
stamp="build/$preset/torch_arguments"
fresh=()
if [[ -f build/$preset/CMakeCache.txt && $(cat "$stamp" 2> /dev/null) != "${torch_arguments[*]}" ]]; then fresh=(--fresh); fi
echo "${torch_arguments[*]}" > "$stamp"
if ! { cmake "${fresh[@]}" --preset "$preset" "${torch_arguments[@]}" "${arguments[@]}" &&
  cmake --build --preset "$preset" "${targets[@]}"; } > "$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "build: failed; the whole log is $log" >&2
  exit 1
fi
echo "build: done"
