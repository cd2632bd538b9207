"""Kills training at any moment and resumes it until it ends, which must be as if it had never been killed.

    LARGESTEP=build/release/app/largestep LARGESTEP_DATA=DIR python3 tests/app/kill_test.py --kills 50 --seed 1

A network is trained, and a small problem that records its weights, too. Compared with an uninterrupted run, byte for byte:
weights, momentum, weight average and progress (last.pt and every numbered checkpoint), every table but for the column
evaluation_seconds of metrics.csv, and config.toml. The moments: after a random time, after a random row, while a checkpoint is being written (its temporary file is there), just
after one was renamed, during an evaluation, within the first moments of the process.
"""
import argparse
import collections
import csv
import dataclasses
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

from program import PROGRAM

MOMENTS = ["time", "row", "writing", "renamed", "evaluation", "start"]


@dataclasses.dataclass
class Subject:
    """What is trained."""
    steps: int
    eval_every: int
    settings: str
    moments: list

    def command(self):
        return [*self.settings.split(), "--eval-every", str(self.eval_every), "--threads", "1", "--deterministic"]


SUBJECTS = {
    "network": Subject(30, 16, "--width 1 --epochs 3 --batch-size 16 --train-size 160 --sparsity-every 4 --measure-every 5 "
                       "--measures norms --measure-images 16 --checkpoint-every 1 --checkpoint-every-steps 3 --augment "
                       "--label-noise 0.1 --label-noise-classes all --label-noise-until 0.5 --precision fp32", MOMENTS),
    # Its evaluations take no time.
    "relu-1d": Subject(6000, 1500, "--problem relu-1d --steps 6000 --weights-every 100 --measure-every 900 "
                       "--checkpoint-every-steps 300", [moment for moment in MOMENTS if moment != "evaluation"]),
}


def start(path, settings):
    how = ["--resume"] if (path / "config.toml").exists() else settings
    return subprocess.Popen([PROGRAM, "train", *how, "--out", path], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            text=True)


def finish(process):
    _, errors = process.communicate(timeout=300)
    if process.returncode != 0:
        sys.exit(f"exit code {process.returncode}: {errors}")


def rows(path):
    return path.read_bytes().count(b"\n") if path.exists() else 0


def modified(path):
    return path.stat().st_mtime_ns if path.exists() else 0


def is_writing(checkpoints):
    try:
        return any(".tmp." in name for name in os.listdir(checkpoints))
    except FileNotFoundError:
        return False


def evaluation_begins(path, subject, of_start):
    steps, done = rows(path / "steps.csv") - 1, rows(path / "metrics.csv") - 1
    return (steps, done) in ((subject.eval_every, 1), (subject.steps, 2)) or (of_start and (steps, done) == (0, 0))


def wait_for(moment, path, process, subject, random_source, seconds):
    """Waits until the moment has come or the process has ended."""
    last = path / "checkpoints/last.pt"
    first_rows, first_modified = rows(path / "steps.csv"), modified(last)
    target = first_rows + random_source.randint(1, 8 * subject.steps // 30)
    deadline = time.monotonic() + {"time": random_source.uniform(0, seconds), "start": random_source.uniform(0, 0.7)}.get(
        moment, 1e9)
    skip = random_source.randint(0, 3) if moment == "writing" else 0  # which of the checkpoints
    of_start = random_source.random() < 0.3  # an evaluation, too, which else would always be the one
    was_writing = False
    while process.poll() is None and time.monotonic() < deadline:
        writing = is_writing(path / "checkpoints")
        if moment == "writing" and writing and not was_writing:
            skip -= 1
            if skip < 0:
                return
        was_writing = writing
        if moment == "row" and rows(path / "steps.csv") >= target:
            return
        if moment == "renamed" and modified(last) != first_modified:
            return
        if moment == "evaluation" and evaluation_begins(path, subject, of_start):
            return time.sleep(random_source.uniform(0, 0.5))
        if moment in ("time", "start"):
            time.sleep(0.001)


def without_seconds(path):
    with open(path, newline="") as file:
        return [{key: value for key, value in row.items() if key != "evaluation_seconds"} for row in csv.DictReader(file)]


def compare(path, whole, steps):
    files = lambda directory: sorted(str(file.relative_to(directory)) for file in directory.rglob("*") if file.is_file())
    assert files(path) == files(whole), (files(path), files(whole))
    for name in files(whole):
        if name in ("run.json", "run.lock", "metrics.csv"):
            continue
        assert (path / name).read_bytes() == (whole / name).read_bytes(), f"{path / name} differs"
    assert without_seconds(path / "metrics.csv") == without_seconds(whole / "metrics.csv"), "metrics.csv differs"
    run = json.loads((path / "run.json").read_text())
    assert (run["status"], run["steps"]) == ("finished", steps), run


def survive(path, moments, subject, settings, random_source, seconds, found):
    """One run with a kill at each of the moments that it lives to see. @return the kills."""
    kills = 0
    for moment in moments:
        process = start(path, settings)
        wait_for(moment, path, process, subject, random_source, seconds)
        process.kill()
        _, errors = process.communicate()
        if process.returncode == 0:
            return kills
        assert process.returncode == -9, errors
        kills += 1
        found[f"moment: {moment}"] += 1
        found["left half a checkpoint behind"] += is_writing(path / "checkpoints")
        found["before the first checkpoint"] += not (path / "checkpoints/last.pt").exists()
        found["rows beyond the last checkpoint or an evaluation cut short"] += evaluation_begins(path, subject, of_start=True)
    finish(start(path, settings))
    return kills


def kill_runs_of(name, arguments, random_source):
    subject = SUBJECTS[name]
    settings = [*subject.command(), *(["--average-tau", "0.9"] if arguments.average else [])]
    found, kills, runs = collections.Counter(), 0, 0
    with tempfile.TemporaryDirectory() as place:
        directory = pathlib.Path(place)
        began = time.monotonic()
        finish(start(directory / "whole", settings))
        seconds = time.monotonic() - began
        while kills < arguments.kills:
            path = directory / f"run{runs}"
            count = min(random_source.randint(3, 6), arguments.kills - kills)
            few = runs % 2 == 0 and count <= len(subject.moments)
            moments = (random_source.sample if few else random_source.choices)(subject.moments, k=count)
            kills += survive(path, moments, subject, settings, random_source, seconds, found)
            compare(path, directory / "whole", subject.steps)
            shutil.rmtree(path)
            runs += 1
    print(f"{name}: {kills} kills in {runs} runs, each run equal to the uninterrupted one")
    for what, count in sorted(found.items()):
        print(f"  {count:3d}  {what}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=4, help="of each kind of run")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--average", action="store_true", help="also keep a weight average (evaluations take twice as long)")
    arguments = parser.parse_args()
    random_source = random.Random(arguments.seed)
    for name in SUBJECTS:
        kill_runs_of(name, arguments, random_source)


if __name__ == "__main__":
    main()
