"""Prints the table of bench/compare.sh from its measurements."""

import statistics
import sys
from collections import defaultdict

# Multiplications and additions of a training step, per image; they grow with the square of the width.
GFLOP_AT_64 = 3.34

rates, memory, peaks = defaultdict(list), defaultdict(list), defaultdict(list)
for line in open(sys.argv[1]):
    width, who, precision, rate, mib = line.split()
    rates[int(width), who, precision].append(float(rate))
    memory[int(width), who, precision].append(int(mib))
for line in open(sys.argv[2]):
    width, name, gflops, _ = line.split()
    peaks[int(width), name.removeprefix("peak-")].append(float(gflops))

names = {
    "ours": "largestep",
    "pytorch": "plain PyTorch, channels-last, DataLoader",
    "paper": "PyTorch, each step as in the paper's script",
}
print(f"{'width':>5} {'precision':9} {'':54} {'images/s':>9} {'range':>15} {'MiB':>6} {'of peak':>8}")
for (width, who, precision), values in rates.items():
    middle = statistics.median(values)
    peak = statistics.median(peaks[width, precision])
    share = f"{100 * middle * GFLOP_AT_64 * (width / 64) ** 2 / peak:.0f} %" if peak > 0 else "-"
    print(f"{width:5} {precision:9} {names[who]:54} {middle:9.1f} {min(values):7.1f}-{max(values):<7.1f} "
          f"{max(memory[width, who, precision]):6} {share:>8}")
for width in dict.fromkeys(key[0] for key in rates):
    ours = statistics.median(rates[width, "ours", "bf16"])
    fp32 = statistics.median(rates[width, "ours", "fp32"])
    pytorch = statistics.median(rates[width, "pytorch", "bf16"])
    paper = statistics.median(rates[width, "paper", "fp32"])
    print(f"width {width}: {ours / pytorch:.2f} times plain PyTorch in bf16, {ours / paper:.2f} times the paper's way "
          f"({fp32 / paper:.2f} times in fp32 too); peak {statistics.median(peaks[width, 'bf16']):.0f} GFLOP/s in bf16, "
          f"{statistics.median(peaks[width, 'fp32']):.0f} in fp32")
