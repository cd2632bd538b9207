#!/usr/bin/env python3
"""Seconds a training step takes in one or several processes, from the times at which rows of steps.csv appear.

  bench/step_time.py LARGESTEP --ranks 2 --batch 64 [--hosts a,b --address 10.0.0.1] [--alone] [--seconds 6] -- FLAG...

The processes train together (or, with --alone, each for itself) for so long and are then asked to stop, which spares
the evaluation at the end. With --hosts, ranks are spread over these network namespaces, neighbours together. Prints of
the steps after the third the median and the tenth quickest in a hundred, in seconds; --batch is images a rank.
"""
import argparse
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

WARM_STEPS = 3
POLL_SECONDS = 0.001


def look_often():
    """Puts this process before those it watches, or it would see two rows at once; needs root."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except PermissionError:
        print("step_time.py: not root, so the times are rough", file=sys.stderr)


def command_of(args, rank, scratch):
    environment = dict(os.environ)
    batch = args.batch
    if args.ranks > 1 and not args.alone:
        batch *= args.ranks
        environment |= {"RANK": str(rank), "WORLD_SIZE": str(args.ranks), "MASTER_ADDR": args.address,
                        "MASTER_PORT": str(args.port)}
    hosts = args.hosts.split(",") if args.hosts else []
    place = ["ip", "netns", "exec", hosts[rank * len(hosts) // args.ranks]] if hosts else []
    out = scratch / f"rank{rank if args.alone else 0}"
    return out, environment, [*place, "nice", "-n", "-20", args.program, "train", "--quiet", "--out", str(out),
                              "--threads", "1", "--epochs", "1000", "--batch-size", str(batch),
                              "--eval-every", "1000000000", "--checkpoint-every", "0", *args.flags]


def row_times(path, processes, seconds):
    """When each row came, from the first on, for so many seconds; the processes must live."""
    times, seen, end = [], 0, None
    while end is None or time.monotonic() < end or len(times) < 2 * WARM_STEPS:
        if any(process.poll() is not None for process in processes):
            sys.exit("step_time.py: a process ended early")
        rows = path.read_bytes().count(b"\n") - 1 if path.exists() else 0
        now = time.monotonic()
        if rows > seen:
            times += [now] * (rows - seen)
            seen, end = rows, end or now + seconds
        time.sleep(POLL_SECONDS)
    return times


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--ranks", type=int, default=1)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--hosts", default="")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=29611)
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--seconds", type=float, default=6.0)
    own, _, flags = " ".join(sys.argv[1:]).partition(" -- ")
    args = parser.parse_args(own.split(), argparse.Namespace(flags=flags.split()))
    with tempfile.TemporaryDirectory() as directory:
        commands = [command_of(args, rank, pathlib.Path(directory)) for rank in range(args.ranks)]
        processes = [subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
                     for _, environment, command in commands]
        look_often()
        try:
            times = row_times(commands[0][0] / "steps.csv", processes, args.seconds)
        finally:
            for process in processes:
                process.send_signal(signal.SIGTERM)
            for process in processes:
                process.wait()
    steps = [after - before for before, after in zip(times[WARM_STEPS:], times[WARM_STEPS + 1:])]
    print(f"{statistics.median(steps):.6f},{statistics.quantiles(steps, n=10)[0]:.6f}")


if __name__ == "__main__":
    main()
