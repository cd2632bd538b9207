"""Trains the same ResNet-18 on the same CIFAR-10 files with plain PyTorch, written as one would today: channels-last,
bf16 autocast, a DataLoader worker, momentum, L2 in the optimizer, the weight average in a few calls.

With --like-paper a step does what one of the paper's script does (tml-epfl/sgd-sparse-features, deep_nets/train.py and
data.py): float32, NCHW, every image augmented twice by four workers through PIL and torchvision though one of the two
is used, L2 as a part of the loss summed parameter by parameter, both terms read after the step, the average parameter
by parameter.

With --compile the network is compiled by torch.compile.

Prints "images_per_second X", "peak_memory_mib Y" and "first_step_seconds Z". The first step of a compiled network, which
waits for the compiler, does not count into the rate.
"""

import argparse
import copy
import pathlib
import resource
import time
import warnings

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

warnings.filterwarnings("ignore", message="This DataLoader will create")

L2 = 5e-4
TAU = 0.999


def read_images(directory, size):
    """The training files' first images, uint8 [size, 3, 32, 32], and labels."""
    files = [np.fromfile(pathlib.Path(directory) / f"data_batch_{i}.bin", np.uint8) for i in range(1, 6)]
    records = torch.from_numpy(np.concatenate(files).reshape(-1, 3073)[:size].copy())
    return records[:, 1:].reshape(-1, 3, 32, 32), records[:, 0].long()


class Cifar10(torch.utils.data.Dataset):
    """Images cropped from 4 pixels of zero padding and flipped at random, and labels."""

    def __init__(self, directory, size):
        images, self.labels = read_images(directory, size)
        self.padded = F.pad(images, (4, 4, 4, 4))

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        row, column, flip = torch.randint(0, 9, ()), torch.randint(0, 9, ()), torch.rand(()) < 0.5
        image = self.padded[index, :, row : row + 32, column : column + 32].float() / 255
        return image.flip(2) if flip else image, self.labels[index]


class Cifar10LikePaper(torch.utils.data.Dataset):
    """The same with two views of each image, by torchvision on PIL images."""

    def __init__(self, directory, size):
        from torchvision import transforms

        images, self.labels = read_images(directory, size)
        self.images = images.permute(0, 2, 3, 1).contiguous().numpy()
        self.view = transforms.Compose([transforms.ToPILImage(), transforms.RandomCrop(32, padding=4),
                                        transforms.RandomHorizontalFlip(), transforms.ToTensor()])

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.view(self.images[index]), self.view(self.images[index]), self.labels[index]


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
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--like-paper", action="store_true")
    parser.add_argument("--compile", action="store_true")
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    like_paper = options.like_paper
    bf16 = options.precision == "bf16" and not like_paper
    layout = torch.contiguous_format if like_paper else torch.channels_last
    network = resnet18(options.width).to(memory_format=layout)
    average = copy.deepcopy(network)
    weights, averaged = list(network.parameters()), list(average.parameters())
    if options.compile:
        network = torch.compile(network)
    optimizer = torch.optim.SGD(weights, lr=0.05, momentum=0.9, weight_decay=0 if like_paper else L2)
    loader = torch.utils.data.DataLoader(
        (Cifar10LikePaper if like_paper else Cifar10)(options.data, options.images), options.batch_size, shuffle=True,
        drop_last=True, num_workers=4 if like_paper else 1)
    seen = 0
    first_step_seconds = None
    total_loss = 0.0
    total_l2 = 0.0
    started = time.perf_counter()
    for images, *_, labels in loader:
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            logits = network(images.contiguous(memory_format=layout))
        loss = F.cross_entropy(logits.float(), labels)
        if like_paper:
            l2 = torch.zeros(())
            for weight in weights:
                l2 = l2 + 0.5 * L2 * (weight**2).sum()
            loss = loss + l2
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            if like_paper:
                total_loss += loss.item()
                total_l2 += l2.item()
                for mean, weight in zip(averaged, weights):
                    mean.mul_(TAU)
                    mean.add_(weight * (1 - TAU))
            else:
                torch._foreach_mul_(averaged, TAU)
                torch._foreach_add_(averaged, weights, alpha=1 - TAU)
        seen += len(labels)
        if first_step_seconds is None:
            first_step_seconds = time.perf_counter() - started
            if options.compile:
                seen = 0
                started = time.perf_counter()
    print(f"images_per_second {seen / (time.perf_counter() - started):.1f}")
    print(f"peak_memory_mib {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}")
    print(f"first_step_seconds {first_step_seconds:.1f}")


if __name__ == "__main__":
    main()
