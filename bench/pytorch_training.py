"""Trains the same ResNet-18 on the same CIFAR-10 files with plain PyTorch, written as one would today: channels-last,
bf16 autocast, DataLoader workers. With --precision fp32 --layout nchw it is what the paper's script does.
Prints "images_per_second X" and "peak_memory_mib Y".
"""

import argparse
import pathlib
import resource
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class Cifar10(torch.utils.data.Dataset):
    """The training files' first images, cropped from 4 pixels of zero padding and flipped at random."""

    def __init__(self, directory, size):
        files = [np.fromfile(pathlib.Path(directory) / f"data_batch_{i}.bin", np.uint8) for i in range(1, 6)]
        records = torch.from_numpy(np.concatenate(files).reshape(-1, 3073)[:size].copy())
        self.labels = records[:, 0].long()
        self.images = F.pad(records[:, 1:].reshape(-1, 3, 32, 32), (4, 4, 4, 4))

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        row, column, flip = torch.randint(0, 9, ()), torch.randint(0, 9, ()), torch.rand(()) < 0.5
        image = self.images[index, :, row : row + 32, column : column + 32].float() / 255
        return (image.flip(2) if flip else image), self.labels[index]


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x), inplace=True)


def resnet18(width):
    layers = [nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
    inputs = width
    for outputs, stride in [(width, 1), (2 * width, 2), (4 * width, 2), (8 * width, 2)]:
        layers += [Block(inputs, outputs, stride), Block(outputs, outputs, 1)]
        inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, 10))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--images", type=int, default=50000)
    parser.add_argument("--batch-size", type=int, default=256)
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="bf16")
    parser.add_argument("--layout", choices=["nchw", "channels-last"], default="channels-last")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    layout = torch.channels_last if options.layout == "channels-last" else torch.contiguous_format
    network = resnet18(options.width).to(memory_format=layout)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.05)
    loader = torch.utils.data.DataLoader(
        Cifar10(options.data, options.images), options.batch_size, shuffle=True, drop_last=True,
        num_workers=options.workers)
    seen = 0
    started = time.perf_counter()
    for images, labels in loader:
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bf16"):
            logits = network(images.contiguous(memory_format=layout))
        F.cross_entropy(logits.float(), labels).backward()
        optimizer.step()
        seen += len(labels)
    print(f"images_per_second {seen / (time.perf_counter() - started):.1f}")
    print(f"peak_memory_mib {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}")


if __name__ == "__main__":
    main()
