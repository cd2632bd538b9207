#!/usr/bin/env python3
"""Seconds of one Gloo all-reduce as PyTorch in Python does it, without training: what the links are calibrated with.

  RANK=r WORLD_SIZE=n MASTER_ADDR=.. MASTER_PORT=.. bench/allreduce_time.py BYTES...

Rank 0 prints "BYTES SECONDS", the median of repeated calls, for each size.
"""
import statistics
import sys
import time

import torch
import torch.distributed as dist


def main():
    torch.set_num_threads(1)
    dist.init_process_group("gloo")
    for size in map(int, sys.argv[1:]):
        tensor = torch.ones(size // 4)
        times = []
        for _ in range(10 if size > 1_000_000 else 200):
            start = time.monotonic()
            dist.all_reduce(tensor)
            times.append(time.monotonic() - start)
        if dist.get_rank() == 0:
            print(size, f"{statistics.median(times[1:]):.6f}")
    dist.barrier()


if __name__ == "__main__":
    main()
