#!/usr/bin/env bash
# Whether two builds of the program give the same results: every run file, report and answer, byte for byte but for times.
set -euo pipefail
usage() {
  cat << END
scripts/same_results.sh OLD_PROGRAM NEW_PROGRAM [DATA]
Runs both programs with the same settings (every problem, ResNet-18 in both precisions, resumed, noisy, averaged, diverged;
evaluate, sparsity, report, reproduce) and compares all they write. Minutes on two cores.
  DATA   directory of the CIFAR-10 files (default: data of this checkout)
END
}
[[ ${1:-} != --help && ${1:-} != -h ]] || { usage && exit; }
[[ $# -ge 2 ]] || { usage >&2 && exit 2; }
root=$(cd "$(dirname "$0")/.." && pwd)
old=$(realpath "$1") new=$(realpath "$2")
export LARGESTEP_DATA
LARGESTEP_DATA=$(realpath "${3:-$root/data}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# In the current directory. $1: the program.
results() {
  local program=$1 problem
  local network=(--train-size 512 --width 4 --batch-size 64 --threads 2 --quiet)
  "$program" train "${network[@]}" --precision fp32 --step-size 0.1 --decay-at 0.5 --epochs 2 --eval-every 5 \
    --sparsity-every 3 --average-tau 0.9 --label-noise 0.1 --augment --validation-size 64 --measure-every 8 \
    --measures rank,hessian,sharpness --measure-images 16 --checkpoint-every 1 --out network
  "$program" train "${network[@]}" --precision bf16 --schedule 0:0.2,0.5:0.02 --epochs 1 --seed 1 --cutout 8 \
    --label-smoothing 0.1 --test-flip --nesterov --tensorboard --out network-bf16
  "$program" train "${network[@]}" --precision fp32 --epochs 1 --seed 3 --schedule constant --step-size 0.1 --out resumed
  "$program" train --resume --epochs 2 --quiet --out resumed
  "$program" train "${network[@]}" --precision fp32 --epochs 1 --start-from network/checkpoints/last.pt --out started
  "$program" train "${network[@]}" --precision fp32 --epochs 2 --step-size 1e30 --checkpoint-every-steps 1 \
    --on-divergence restart-lower:0.0001 --out diverged || echo "diverged: $?" > diverged.txt
  for problem in least-squares svm logistic; do
    "$program" train --problem "$problem" --epochs 5 --eval-every 100 --weights-every 100 --bias --average-tau 0.99 \
      --momentum 0.5 --measure-every 200 --quiet --out "$problem"
  done
  for problem in diagonal-network relu-1d two-layer-teacher three-layer-teacher; do
    "$program" train --problem "$problem" --steps 2000 --eval-every 500 --weights-every 500 --measure-every 1000 --seed 1 \
      --schedule constant --step-size 0.001 --quiet --out "$problem"
  done
  "$program" train --problem mlp-cifar10 --train-size 640 --epochs 2 --width 16 --eval-every 10 --measure-every 10 \
    --threads 1 --quiet --out mlp
  "$program" train --problem svm --cifar-class 3 --train-size 300 --epochs 1 --quiet --out svm-images
  printf 'a,b,y\n1,2,3\n2,1,4\n0,1,1\n3,3,8\n1,0,2\n' > table.csv
  "$program" train --problem least-squares --csv table.csv --target y --epochs 3 --validation-size 1 --quiet --out table
  "$program" evaluate network --json evaluate.json --predictions predictions.csv > evaluate.txt
  "$program" evaluate network --split train --json evaluate-train.json > evaluate-train.txt
  "$program" sparsity network --json sparsity.json > sparsity.txt
  without_times
  "$program" report network network-bf16 resumed --out report > report.txt
  "$program" report diagonal-network relu-1d two-layer-teacher --out report-small > report-small.txt
  "$program" info network > info.txt
  "$program" problems check svm > check.txt
  "$program" schedule --preset sota-large-50 --csv schedule.csv > schedule.txt
  "$program" reproduce --setting diagonal --scale mini --runs 1 --out reproduce > reproduce.txt
  "$program" demo --out demo > demo.txt
  rm -r demo/report  # of runs with their times
  without_times
}

# Times and what names the build are not results.
without_times() {
  find . \( -name run.json -o -name metrics.csv \) -exec python3 -c '
import csv, json, sys
for path in sys.argv[1:]:
    if path.endswith("run.json"):
        run = json.load(open(path))
        for name in ("git_commit", "started", "finished", "images_per_second", "peak_memory_bytes", "version"):
            run.pop(name, None)
        json.dump(run, open(path, "w"), indent=2)
        continue
    rows = list(csv.DictReader(open(path)))
    for row in rows: row["evaluation_seconds"] = ""
    with open(path, "w") as file:
        csv.DictWriter(file, rows[0].keys()).writerows([dict(zip(rows[0], rows[0])), *rows])' {} +
}

# Nor are places, pictures, and the state of a generator that nothing draws from after the start. A checkpoint is its
# values: the order in its archive is not looked at.
normalise() {
  find . \( -name run.lock -o -name '*.png' -o -name tensorboard \) -prune -exec rm -rf {} +
  find . -type f \( -name '*.txt' -o -name '*.json' -o -name '*.html' -o -name '*.csv' -o -name '*.toml' -o -name '*.md' \) \
    -exec sed -i -E "s#$PWD#HERE#g; s/[0-9.]+ images\/s/RATE/g; s/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+Z/WHEN/g; \
s/[0-9.]+ (s|min|MiB)\b/N \1/g" {} +
  find . -name '*.pt' -exec "${LARGESTEP_PYTHON:-/usr/bin/python3}" -c '
import hashlib, sys, torch
for path in sys.argv[1:]:
    digest = hashlib.sha256()
    def add(value):
        if isinstance(value, torch.Tensor): digest.update(value.detach().contiguous().view(-1).numpy().tobytes())
        elif isinstance(value, dict):
            for key in sorted(value, key=str):
                if key not in ("config", "rng"): digest.update(str(key).encode()); add(value[key])
        elif isinstance(value, (list, tuple)):
            for item in value: add(item)
        else: digest.update(str(value).encode())
    add(torch.load(path))
    open(path, "w").write(digest.hexdigest() + "\n")' {} +
}

for side in old new; do
  mkdir "$scratch/$side" "$scratch/work"
  (cd "$scratch/work" && results "${!side}" && normalise)
  cp -r "$scratch/work/." "$scratch/$side"
  rm -rf "$scratch/work"
done
if diff -r -q "$scratch/old" "$scratch/new"; then
  echo "same: $(find "$scratch/new" -type f | wc -l) files of $(find "$scratch/new" -name config.toml | wc -l) runs"
else
  diff -r "$scratch/old" "$scratch/new" | cut -c1-200 | head -100
  exit 1
fi
