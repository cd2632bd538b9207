#!/usr/bin/env python3
"""Where the time of a training step goes with one thread and with several, and what more threads would bring.

  bench/threads.py LARGESTEP LIBRARY [--width 16] [--precision fp32] [--batch-size 256] [--threads 1,2] [--rounds 3]

LIBRARY is bench/libparallel_regions.so of a build by GCC. A run of five epochs less one of a single epoch are steps
alone, without start and evaluation. Prints, of the median round, in milliseconds a step: the step, its work that is
not shared, its shared work (of all threads together), the regions in which work is shared, and microseconds that a
thread waits in one of them. From the largest number of threads that was measured it then predicts

  step(n) = not shared + shared / n + regions * wait

with waits as long as they are, and with waits that grow in proportion to the threads. Between the two is what to expect
where memory is as fast for each of so many threads.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

PREDICTED = (4, 8, 16, 32)
EPOCHS = (1, 5)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("largestep")
    parser.add_argument("library")
    parser.add_argument("--data", default="data")
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--batch-size", type=int, default=256)
    parser.add_argument("--steps", type=int, default=10, help="steps of an epoch")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def totals(args, threads, epochs):
    """Regions, seconds in them, seconds of all threads at work in them, and seconds altogether, of a run."""
    with tempfile.TemporaryDirectory() as scratch:
        report = pathlib.Path(scratch) / "regions"
        library = str(pathlib.Path(args.library).resolve())
        environment = os.environ | {"LD_PRELOAD": library, "PARALLEL_REGIONS": str(report)}
        done = subprocess.run(
            [args.largestep, "train", "--quiet", "--data", args.data, "--out", f"{scratch}/run",
             "--width", str(args.width), "--precision", args.precision, "--batch-size", str(args.batch_size),
             "--epochs", str(epochs), "--train-size", str(args.batch_size * args.steps), "--augment",
             "--threads", str(threads), "--momentum", "0.9", "--weight-decay", "5e-4", "--average-tau", "0.999",
             "--eval-every", "1000000", "--checkpoint-every", "0", "--test-size", "256"],
            env=environment)
        if done.returncode != 0:
            sys.exit(f"threads.py: {args.largestep} failed")
        if not report.exists():
            sys.exit(f"threads.py: {args.library} counted nothing; it is to be bench/libparallel_regions.so")
        return [float(field) for field in report.read_text().split()]


class Step:
    """A step of so many threads, times in seconds."""

    def __init__(self, args, threads):
        self.threads = threads
        shorter, longer = (totals(args, threads, epochs) for epochs in EPOCHS)
        steps = args.steps * (EPOCHS[1] - EPOCHS[0])
        self.regions, in_regions, self.shared, self.seconds = ((b - a) / steps for a, b in zip(shorter, longer))
        if threads > 1 and self.regions == 0:
            sys.exit("threads.py: no shared work was counted; was the program built by GCC, with libgomp?")
        self.not_shared = self.seconds - in_regions
        self.wait = (in_regions - self.shared / threads) / self.regions if self.regions else 0.0

    def predicted(self, threads, growth):
        return self.not_shared + self.shared / threads + self.regions * self.wait * growth


def main():
    args = arguments()
    for file in (args.largestep, args.library):
        if not pathlib.Path(file).is_file():
            sys.exit(f"threads.py: there is no file {file}")
    counts = [int(count) for count in args.threads.split(",")]
    rounds = [[Step(args, threads) for threads in counts] for _ in range(args.rounds)]
    print("threads  ms a step  not shared  shared  regions  µs of waiting in each")
    for steps in zip(*rounds):
        step = sorted(steps, key=lambda s: s.seconds)[len(steps) // 2]
        print(f"{step.threads:7} {1e3 * step.seconds:10.1f} {1e3 * step.not_shared:11.2f} {1e3 * step.shared:7.1f} "
              f"{step.regions:8.0f} {1e6 * step.wait:10.1f}")
    alone = statistics.median(steps[0].seconds for steps in rounds)
    print("\npredicted threads  times one  with waits that grow")
    for threads in PREDICTED:
        gains = [alone / statistics.median(steps[-1].predicted(threads, growth) for steps in rounds)
                 for growth in (1, threads / counts[-1])]
        print(f"{threads:17} {gains[0]:10.1f} {gains[1]:21.1f}")


if __name__ == "__main__":
    main()
