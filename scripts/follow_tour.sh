#!/usr/bin/env bash
# Follows docs/TOUR.md word for word in an empty folder: every command of its console blocks, in order, as a reader would
# type it. Prints each with its output, and stops at the first that fails.
#
#   scripts/follow_tour.sh [DIR]      DIR: a new folder (default: a temporary one)
#   LARGESTEP_DATA                    directory of CIFAR-10 (default: data/ of this tree)
set -euo pipefail
tree=$(cd "$(dirname "$0")/.." && pwd)
export PATH="$tree/build/release/app:$PATH"
export LARGESTEP_DATA=${LARGESTEP_DATA:-$tree/data}
folder=${1:-$(mktemp -d)}
mkdir -p "$folder"
[[ -z $(ls -A "$folder") ]] || { echo "$folder is not empty" >&2; exit 2; }
cd "$folder"

mapfile -t commands < <(awk '/^```console/ {on = 1; next} /^```/ {on = 0} on && /^\$ / {print substr($0, 3)}' "$tree/docs/TOUR.md")
for command in "${commands[@]}"; do
  echo "\$ $command"
  bash -o pipefail -c "$command" 2>&1 || { echo "the tour's command failed: $command" >&2; exit 1; }
done
