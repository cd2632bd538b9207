"""ResNet-18 for 32x32 images in plain PyTorch, with the public parameter names: the other side of parity tests."""
import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, channels_in, channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.shortcut = nn.Sequential()
        if stride != 1 or channels_in != channels:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels_in, channels, 1, stride, bias=False), nn.BatchNorm2d(channels)
            )

    def forward(self, x):
        self.relu1 = F.relu(self.bn1(self.conv1(x)))
        self.relu2 = F.relu(self.bn2(self.conv2(self.relu1)) + self.shortcut(x))
        return self.relu2


class ResNet18(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        channels_in = width
        for stage, (factor, stride) in enumerate([(1, 1), (2, 2), (4, 2), (8, 2)], start=1):
            channels = factor * width
            self.add_module(
                f"layer{stage}", nn.Sequential(Block(channels_in, channels, stride), Block(channels, channels, 1))
            )
            channels_in = channels
        self.linear = nn.Linear(channels_in, 10)

    def forward(self, x):
        self.stem = F.relu(self.bn1(self.conv1(x)))
        x = self.stem
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = stage(x)
        self.pooled = x.mean((2, 3))
        return self.linear(self.pooled)

    def features(self):
        """Activations of the last forward pass by tap name, in forward order."""
        found = {"stem": self.stem}
        for stage in range(1, 5):
            for index, block in enumerate(getattr(self, f"layer{stage}")):
                found[f"layer{stage}.{index}.relu1"] = block.relu1
                found[f"layer{stage}.{index}.relu2"] = block.relu2
        found["pooled"] = self.pooled
        return found
