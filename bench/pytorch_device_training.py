"""The peer of a GPU's check: plain PyTorch that trains the same ResNet-18 with all that it has for speed. Images lie on
the device and are cropped and flipped there, channels-last, bf16 autocast, momentum, L2, a fused optimizer, the weight
average in a few calls; with --compile through torch.compile.

Prints "start_seconds X" (until the warm-up steps are done: choosing algorithms, compiling) and "images_per_second Y"
after it.
"""

import argparse
import copy
import time

import torch
from torch.nn import functional as F

from pytorch_training import L2, TAU, read_images, resnet18

WARM_UP = 10


def augmented(images, padded):
    """Crops from 4 pixels of zero padding and flips, drawn by the device for each image."""
    count, device = len(images), padded.device
    place = torch.arange(32, device=device)
    rows = torch.randint(0, 9, (count, 1), device=device) + place
    columns = torch.randint(0, 9, (count, 1), device=device) + place
    columns = torch.where(torch.rand(count, 1, device=device) < 0.5, columns.flip(1), columns)
    cut = padded[images[:, None, None], :, rows[:, :, None], columns[:, None, :]]
    return cut.permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last).float() / 255


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--batch-size", type=int, default=256)
    parser.add_argument("--compile", action="store_true")
    options = parser.parse_args()

    torch.manual_seed(0)
    torch.backends.cudnn.benchmark = True
    device = torch.device(options.device)
    images, labels = read_images(options.data, 50000)
    padded, labels = F.pad(images, (4, 4, 4, 4)).to(device), labels.to(device)
    network = resnet18(options.width).to(device, memory_format=torch.channels_last)
    average = copy.deepcopy(network)
    weights, averaged = list(network.parameters()), list(average.parameters())
    optimizer = torch.optim.SGD(weights, lr=0.05, momentum=0.9, weight_decay=L2, fused=device.type == "cuda")

    def loss_of(batch):
        with torch.autocast(device.type, torch.bfloat16):
            logits = network(augmented(batch, padded))
        return F.cross_entropy(logits.float(), labels[batch])

    if options.compile:
        loss_of = torch.compile(loss_of)

    def finish():
        if device.type == "cuda":
            torch.cuda.synchronize()
        return time.perf_counter()

    started = finish()
    for step in range(WARM_UP + options.steps):
        if step == WARM_UP:
            warm = finish()
        optimizer.zero_grad(set_to_none=True)
        loss_of(torch.randint(0, len(labels), (options.batch_size,), device=device)).backward()
        optimizer.step()
        with torch.no_grad():
            torch._foreach_mul_(averaged, TAU)
            torch._foreach_add_(averaged, weights, alpha=1 - TAU)
    print(f"start_seconds {warm - started:.1f}")
    print(f"images_per_second {options.steps * options.batch_size / (finish() - warm):.1f}")


if __name__ == "__main__":
    main()
