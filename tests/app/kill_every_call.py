"""Kills training before each of its calls that change a file, one after the other, and resumes it: none may matter.

    LARGESTEP=build/release/app/largestep LARGESTEP_DATA=DIR python3 tests/app/kill_every_call.py

Needs strace, which delivers SIGKILL at the n-th call of a kind. Every call of a short run is tried, then every call of a
run resumed in its middle; each time the run is resumed once more and compared with an uninterrupted one as in
kill_test.py. Takes some minutes.
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

CALLS = ["mkdir", "ftruncate", "pwrite64", "write", "writev", "fsync", "rename", "unlink"]
SETTINGS = ("--width 1 --epochs 2 --batch-size 16 --train-size 32 --eval-every 1000 --sparsity-every 2 --checkpoint-every 1 "
            "--checkpoint-every-steps 1 --keep-checkpoints 1 --threads 1 --precision fp32 --deterministic --quiet").split()


def command(path):
    how = ["--resume"] if (path / "config.toml").exists() else SETTINGS
    return [PROGRAM, "train", *how, "--out", str(path)]


def count_calls(path):
    log = path.parent / "calls"
    subprocess.run(["strace", "-f", "-o", log, "-e", "trace=" + ",".join(CALLS), *command(path)], check=True)
    return collections.Counter(re.findall(r"^\d+ +(\w+)\(", log.read_text(), re.M))


def kill_at(path, call, count):
    """@return whether the process was killed (and did not end before)."""
    result = subprocess.run(["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                             f"inject={call}:signal=SIGKILL:when={count}", *command(path)], capture_output=True, text=True)
    return result.returncode in (-9, 137)


def resume(path):
    result = subprocess.run(command(path), capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"exit code {result.returncode}: {result.stderr}")


def try_all(title, prepare, whole, directory):
    counts = count_calls(prepare(directory / "counted"))
    shutil.rmtree(directory / "counted")
    tried = 0
    for call, last in counts.items():
        for count in range(1, last + 1):
            path = prepare(directory / "run")
            tried += kill_at(path, call, count)
            resume(path)
            kill_test.compare(path, whole)
            shutil.rmtree(path)
    print(f"{title}: {tried} kills at {dict(counts)}, each run equal to the uninterrupted one", flush=True)


def main():
    kill_test.STEPS = 4
    with tempfile.TemporaryDirectory() as place:
        directory = pathlib.Path(place)
        whole, half = directory / "whole", directory / "half"
        resume(whole)
        # Half-way, with rows beyond the checkpoint: dead while the third checkpoint is written.
        assert kill_at(half, "fsync", 22)

        def copy_of_half(path):
            shutil.copytree(half, path)
            return path

        try_all("a new run", lambda path: path, whole, directory)
        try_all("a resumed run", copy_of_half, whole, directory)


if __name__ == "__main__":
    main()
