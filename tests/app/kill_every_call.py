"""Kills training before each of its calls that change a file, one after the other, and resumes it: none may matter.

    LARGESTEP=build/release/app/largestep LARGESTEP_DATA=DIR python3 tests/app/kill_every_call.py

Needs strace, which delivers SIGKILL at the n-th call of a kind. Every call of a short run is tried, then every call of a
run resumed in its middle; each time the run is resumed once more and compared with an uninterrupted one as in
kill_test.py. The runs: a network's, and those of small problems that write curve.csv and surface.csv; a name in place of
all of them is an argument. Takes some minutes.
"""
import collections
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import kill_test

from program import PROGRAM

CALLS = ["mkdir", "truncate", "ftruncate", "pwrite64", "write", "writev", "sendfile", "copy_file_range", "fsync", "rename",
         "unlink"]
STEPS = 4
# Rows of every file, some of them at steps in between.
ALL = "--measure-every 2 --checkpoint-every-steps 1 --threads 1 --deterministic --quiet".split()
RUNS = {
    "network": [*("--width 1 --epochs 2 --batch-size 16 --train-size 32 --eval-every 1000 --sparsity-every 2 "
                  "--measures norms --measure-images 16 --checkpoint-every 1 --keep-checkpoints 1 --precision fp32").split(),
                *ALL],
    "curve": ["--problem", "relu-1d", "--weights-every", "2", "--steps", str(STEPS), "--eval-every", "3", *ALL],
    "surface": ["--problem", "least-squares", "--dimension", "2", "--weights-every", "2", "--steps", str(STEPS), "--eval-every", "3", *ALL],
}


def command(path, settings):
    how = ["--resume"] if (path / "config.toml").exists() else settings
    return [PROGRAM, "train", *how, "--out", str(path)]


def count_calls(path, settings):
    log = path.parent / "calls"
    subprocess.run(["strace", "-f", "-o", log, "-e", "trace=" + ",".join(CALLS), *command(path, settings)], check=True)
    return collections.Counter(re.findall(r"^\d+ +(\w+)\(", log.read_text(), re.M))


def kill_at(path, settings, call, count):
    """@return whether the process was killed (and did not end before)."""
    result = subprocess.run(["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                             f"inject={call}:signal=SIGKILL:when={count}", *command(path, settings)], capture_output=True,
                            text=True)
    return result.returncode in (-9, 137)


def resume(path, settings):
    result = subprocess.run(command(path, settings), capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"exit code {result.returncode}: {result.stderr}")


def try_all(title, prepare, whole, directory, settings):
    counts = count_calls(prepare(directory / "counted"), settings)
    shutil.rmtree(directory / "counted")
    tried = 0
    for call, last in counts.items():
        for count in range(1, last + 1):
            path = prepare(directory / "run")
            tried += kill_at(path, settings, call, count)
            resume(path, settings)
            kill_test.compare(path, whole, STEPS)
            shutil.rmtree(path)
    print(f"{title}: {tried} kills at {dict(counts)}, each run equal to the uninterrupted one", flush=True)


def try_run(name, directory):
    settings = RUNS[name]
    whole, half = directory / "whole", directory / "half"
    fsyncs = count_calls(whole, settings)["fsync"]
    # Half-way, with rows beyond the checkpoint: dead while these or the next checkpoint are written.
    assert kill_at(half, settings, "fsync", fsyncs * 5 // 8) and kill_test.rows(half / "steps.csv") > 2

    def copy_of_half(path):
        shutil.copytree(half, path)
        return path

    try_all(f"{name}: a new run", lambda path: path, whole, directory, settings)
    try_all(f"{name}: a resumed run", copy_of_half, whole, directory, settings)


def main():
    for name in sys.argv[1:] or RUNS:
        with tempfile.TemporaryDirectory() as place:
            try_run(name, pathlib.Path(place))


if __name__ == "__main__":
    main()
