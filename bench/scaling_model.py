#!/usr/bin/env python3
"""How long a training step of ResNet-18 takes with n ranks: a simulation of one step, and what it predicts.

  bench/scaling_model.py check bench/scaling_points.csv    predicted beside measured (bench/scaling.sh)
  bench/scaling_model.py predict                           8 to 1,000 GPUs, under the assumptions in GPU below
  bench/scaling_model.py selftest                          what must hold whatever the numbers

A step is forward, then backward from the last layer to the first. A layer takes its share of the step's FLOP. Its
gradients go into buckets as in lib/problems/gradient_buckets: a bucket is closed once it holds BUCKET_ENTRIES, is
summed over the ranks as soon as its last gradient is there, and the sums take the link one after another. The step ends
when backward and the last sum have. Synced BatchNorm sums small tensors over the ranks in each of its 20 layers, and
waits for each: with our own kernels one in forward and one in backward (lib/ops/batch_norm_relu), with LibTorch's
operations, as on a GPU, three and two (lib/ops/synced_batch_norm).
"""
import math
import sys
from dataclasses import dataclass

BUCKET_ENTRIES = 1 << 21
IMAGES = 50_000  # of CIFAR-10's training set
BYTES = 4  # a gradient is float32, whatever the precision of the convolutions
NOT_SYNCED, OWN_KERNELS, LIBTORCH = (0, 0), (1, 1), (3, 2)  # sums of a synced BatchNorm, forward and backward
SMALL, LARGE = 1024, 8388608  # bytes of the sums that calibrate a link


@dataclass
class Layer:
    parameters: list  # entries of each, in the order of the network's parameters
    flop: float       # forward, an image
    norms: int


def resnet18(width, side=32):
    """Convolutions with their BatchNorm, and the linear layer, in forward order."""
    def conv(inputs, outputs, kernel, side):
        weights = inputs * outputs * kernel**2
        return Layer([weights, outputs, outputs], 2.0 * weights * side**2, 1)

    layers, inputs = [conv(3, width, 3, side)], width
    for stage in range(4):
        outputs = width << stage
        side //= 1 if stage == 0 else 2
        for _ in range(2):
            layers += [conv(inputs, outputs, 3, side), conv(outputs, outputs, 3, side)]
            if inputs != outputs:
                layers.append(conv(inputs, outputs, 1, side))
            inputs = outputs
    return [*layers, Layer([10 * inputs, 10], 20.0 * inputs, 0)]


@dataclass
class Ring:
    """n - 1 exchanges to add up and n - 1 to spread, each of 1/n of the bytes."""
    bandwidth: float  # bytes/s that a rank sends
    latency: float    # s, an exchange

    def seconds(self, size, ranks):
        return 2 * (ranks - 1) * (size / ranks / self.bandwidth + self.latency)


@dataclass
class Nodes:
    """A ring inside a node; what each GPU then holds goes over its own network card, along a tree of the nodes."""
    inside: Ring
    between: Ring
    gpus: int = 8

    def seconds(self, size, ranks):
        if ranks <= self.gpus:
            return self.inside.seconds(size, ranks)
        nodes = ranks / self.gpus
        shard = size / self.gpus
        wire = 2 * (nodes - 1) / nodes * shard / self.between.bandwidth
        return self.inside.seconds(size, self.gpus) + wire + 2 * math.ceil(math.log2(nodes)) * self.between.latency


@dataclass
class Step:
    seconds: float
    exposed: float  # of it, waiting for sums after backward
    sums: int       # buckets


def simulate(width, ranks, compute, link, synced=NOT_SYNCED):
    """compute: seconds of a rank's step when it talks to nobody."""
    layers = resnet18(width)
    work = 3 * sum(layer.flop for layer in layers) - layers[0].flop  # the images' gradient is not needed
    small = link.seconds(SMALL, ranks) if ranks > 1 else 0.0
    now = free = 0.0
    for layer in layers:
        now += layer.flop / work * compute + synced[0] * layer.norms * small
    entries = sums = 0
    for layer in reversed(layers):
        now += (1 if layer is layers[0] else 2) * layer.flop / work * compute
        if layer.norms and synced[1]:
            now = free = max(now, free) + synced[1] * small
        for size in reversed(layer.parameters):
            entries += size
            if entries >= BUCKET_ENTRIES:
                free, entries, sums = max(now, free) + link.seconds(entries * BYTES, ranks), 0, sums + 1
    if entries > 0:
        free, sums = max(now, free) + link.seconds(entries * BYTES, ranks), sums + 1
    end = max(now, free) if ranks > 1 else now
    return Step(end, end - now, sums)


def check(path):
    """Steps measured by bench/scaling.sh; compute time and links come from rows of their own, nothing is fitted."""
    best = {}
    for line in open(path):
        fields = line.strip().split(",")
        *key, seconds = fields if fields[0] == "link" else fields[:-1]
        best[tuple(key)] = min(float(seconds), best.get(tuple(key), math.inf))

    def link_of(name, ranks):
        small, large = (best["link", name, str(ranks), size] for size in (str(SMALL), str(LARGE)))
        return Ring(2 * (ranks - 1) / ranks * LARGE / (large - small), small / 2 / (ranks - 1))

    def compute_of(width, precision, batch, ranks, synced):
        if synced:  # ranks wait for each other in every layer, so what that takes on one machine less the sums
            sums = 20 * sum(OWN_KERNELS) * best["link", "loopback", "2", str(SMALL)]
            return best["together", "loopback", "2", width, precision, batch, synced] - sums
        return best["copies", "loopback", "2", width, precision, batch, ""] * ranks / 2  # two cores

    print("| link | ranks | width | precision | images a rank | alone, ms | measured, ms | predicted, ms | error |")
    print("|---|--:|--:|---|--:|--:|--:|--:|--:|")
    errors = {}
    for (kind, name, *key), seconds in best.items():
        if kind != "together" or (name == "loopback" and key[-1]):
            continue
        ranks, width, precision, batch, synced = int(key[0]), *key[1:]
        sync = OWN_KERNELS if synced else NOT_SYNCED
        compute = compute_of(width, precision, batch, ranks, synced)
        predicted = simulate(int(width), ranks, compute, link_of(name, ranks), sync).seconds
        error = predicted / seconds - 1
        errors.setdefault(name, []).append(abs(error))
        network = width + (", synced" if synced else "")
        print(f"| {name} | {ranks} | {network} | {precision} | {batch} | {1e3 * compute:.1f} | "
              f"{1e3 * seconds:.1f} | {1e3 * predicted:.1f} | {100 * error:+.0f} % |")
    for name, values in errors.items():
        print(f"{name}: mean error {100 * sum(values) / len(values):.0f} %, largest {100 * max(values):.0f} %")


GPU_CEILING = 236_000  # images/s at width 64: a large bf16 product on one GPU, 790 TFLOP/s, over 3.34 GFLOP an image
GPU_SHARE = 0.25       # of it, assumed
GPU_FLOOR = 3e-3       # s a step, assumed: about 500 operations of 6 us started one by one
INSIDE = Ring(300e9, 2e-6)   # NVLink: of 450 GB/s each way
BETWEEN = Ring(40e9, 8e-6)   # 400 Gbit/s InfiniBand, one card a GPU: of 50 GB/s
FLAT = Ring(300e9, 2.75e-6)  # one ring through all: every eighth exchange leaves the node, on eight cards at once


def predict():
    nodes = Nodes(INSIDE, BETWEEN)
    for title, batch_of in [("batch 256", lambda n: 256), ("batch 8,192", lambda n: 8192),
                            ("256 images a rank", lambda n: 256 * n)]:
        print(f"\n{title}\n")
        print("| GPUs | images a rank | steps an epoch | compute, ms | step, nodes, ms | step, one ring, ms | "
              "synced BatchNorm adds, ms | images/s | efficiency |")
        print("|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
        for ranks in (1, 8, 64, 128, 256, 1000):
            batch = batch_of(ranks)
            if not ranks <= batch <= IMAGES:
                print(f"| {ranks:,} | {'less than 1' if batch < ranks else batch // ranks} | none | | | | | | |")
                continue
            images = math.ceil(batch / ranks)
            compute = max(GPU_FLOOR, images / (GPU_SHARE * GPU_CEILING))
            alone = max(GPU_FLOOR, batch / (GPU_SHARE * GPU_CEILING)) / ranks
            step, flat = (simulate(64, ranks, compute, link).seconds for link in (nodes, FLAT))
            synced = simulate(64, ranks, compute, nodes, LIBTORCH).seconds - step
            print(f"| {ranks:,} | {images} | {IMAGES // batch} | {1e3 * compute:.2f} | {1e3 * step:.2f} | "
                  f"{1e3 * flat:.2f} | {1e3 * synced:.2f} | {batch / step:,.0f} | {100 * alone / step:.0f} % |")
    probe = 10_752 * 1_000 * BYTES  # a block's sampled features, summed at each evaluation
    for name, link in (("nodes", nodes), ("one ring", FLAT), ("1 Gbit/s", Ring(117e6, 1e-4))):
        print(f"\nthe five blocks' features, {name}: " + ", ".join(
            f"{1e3 * 5 * link.seconds(probe, n):,.1f} ms at {n}" for n in (8, 64, 256, 1000)))


def selftest():
    link = Ring(1e9, 1e-5)
    assert sum(sum(layer.parameters) for layer in resnet18(64)) == 11_173_962  # as PyTorch counts
    assert abs(3 * sum(layer.flop for layer in resnet18(64)) / 3.34e9 - 1) < 0.01
    assert sum(layer.norms for layer in resnet18(64)) == 20
    for synced in (NOT_SYNCED, LIBTORCH):
        assert abs(simulate(64, 1, 0.1, link, synced).seconds - 0.1) < 1e-12  # alone: compute
    assert simulate(64, 2, 0.1, Ring(1e18, 0.0)).exposed < 1e-9               # a perfect link: compute
    total = link.seconds(11_173_962 * BYTES, 4)
    step = simulate(64, 4, 1e-9, link)
    assert total <= step.seconds < total + step.sums * 6 * link.latency + 1e-6  # no compute: the sums
    assert simulate(64, 4, 0.1, link).seconds < 0.1 + total                   # they overlap
    print("all hold; buckets at widths 8, 16, 32, 64:", [simulate(w, 2, 1, link).sums for w in (8, 16, 32, 64)])


if __name__ == "__main__":
    commands = {"check": check, "predict": predict, "selftest": selftest}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]](*sys.argv[2:])
