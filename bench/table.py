"""Prints the table of bench/compare.sh from its measurements."""

import statistics
import sys
from collections import defaultdict

# Multiplications and additions of a training step, per image; they grow with the square of the width.
GFLOP_AT_64 = 3.34

rates, memory, peaks, first_steps = defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list)
for line in open(sys.argv[1]):
    width, who, precision, rate, mib, *first_step = line.split()
    rates[int(width), who, precision].append(float(rate))
    memory[int(width), who, precision].append(int(mib))
    if who == "compiled":
        first_steps[int(width), precision].append(float(first_step[0]))
for line in open(sys.argv[2]):
    width, name, gflops, _ = line.split()
    peaks[int(width), name.removeprefix("peak-")].append(float(gflops))

names = {
    "ours": "largestep",
    "pytorch": "plain PyTorch, channels-last, DataLoader",
    "paper": "PyTorch, each step as in the paper's script",
    "newer": "the newer PyTorch, likewise plain",
    "compiled": "the newer PyTorch, compiled",
}
print(f"{'width':>5} {'precision':9} {'':54} {'images/s':>9} {'range':>15} {'MiB':>6} {'of peak':>8}")
for (width, who, precision), values in rates.items():
    middle = statistics.median(values)
    peak = statistics.median(peaks[width, precision])
    share = f"{100 * middle * GFLOP_AT_64 * (width / 64) ** 2 / peak:.0f} %" if peak > 0 else "-"
    print(f"{width:5} {precision:9} {names[who]:54} {middle:9.1f} {min(values):7.1f}-{max(values):<7.1f} "
          f"{max(memory[width, who, precision]):6} {share:>8}")


def middle_of(width, who, precision):
    return statistics.median(rates[width, who, precision])


# Of largestep's precision, the other program, and that one's precision.
comparisons = [
    ("bf16", "pytorch", "bf16", "plain PyTorch in bf16"),
    ("bf16", "paper", "fp32", "the paper's way"),
    ("fp32", "paper", "fp32", "the paper's way in fp32, too"),
]
for width in dict.fromkeys(key[0] for key in rates):
    for precision, other, its_precision, name in comparisons:
        if (width, "ours", precision) in rates and (width, other, its_precision) in rates:
            ratio = middle_of(width, "ours", precision) / middle_of(width, other, its_precision)
            print(f"width {width}: {ratio:.2f} times {name}")
    print(f"width {width}: peak {statistics.median(peaks[width, 'bf16']):.0f} GFLOP/s in bf16, "
          f"{statistics.median(peaks[width, 'fp32']):.0f} in fp32")
    for precision in ("bf16", "fp32"):
        if (width, "newer", precision) not in rates:
            continue
        # Round by round, what ran one after the other.
        ratios = [ours / max(plain, compiled) for ours, plain, compiled in zip(
            *(rates[width, who, precision] for who in ("ours", "newer", "compiled")))]
        print(f"width {width}: {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) times the faster one "
              f"of the newer PyTorch in {precision}; its first step takes "
              f"{statistics.median(first_steps[width, precision]):.0f} s when compiled")
