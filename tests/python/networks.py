"""The networks of the catalogue in plain PyTorch, with their public parameter names: the other side of parity tests.

Every ReLU is a module, which has no parameters and so changes no name, and is called as its tap is.
"""
import torch
from resnet18 import ResNet, ResNet18
from torch import nn


class PreactivationBlock(nn.Module):
    def __init__(self, channels_in, channels, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(channels_in)
        self.relu1 = nn.ReLU()
        self.conv1 = nn.Conv2d(channels_in, channels, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.relu2 = nn.ReLU()
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        if stride != 1 or channels_in != channels:
            self.shortcut = nn.Sequential(nn.Conv2d(channels_in, channels, 1, stride, bias=False))

    def forward(self, x):
        activations = self.relu1(self.bn1(x))
        shortcut = self.shortcut(activations) if hasattr(self, "shortcut") else x
        return self.conv2(self.relu2(self.bn2(self.conv1(activations)))) + shortcut


class PreactivationResNet(nn.Module):
    def __init__(self, width, blocks):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, 1, 1, bias=False)
        channels_in = width
        for stage, count in enumerate(blocks):
            channels = width * 2**stage
            layers = []
            for block in range(count):
                layers.append(PreactivationBlock(channels_in, channels, 2 if stage > 0 and block == 0 else 1))
                channels_in = channels
            self.add_module(f"layer{stage + 1}", nn.Sequential(*layers))
        self.bn = nn.BatchNorm2d(channels_in)
        self.relu = nn.ReLU()
        self.pooled = nn.Identity()
        self.linear = nn.Linear(channels_in, 10)

    def forward(self, x):
        x = self.layer4(self.layer3(self.layer2(self.layer1(self.conv1(x)))))
        return self.linear(self.pooled(self.relu(self.bn(x)).mean((2, 3))))


class DenseLayer(nn.Module):
    def __init__(self, channels, growth_rate):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu1 = nn.ReLU()
        self.conv1 = nn.Conv2d(channels, 4 * growth_rate, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(4 * growth_rate)
        self.relu2 = nn.ReLU()
        self.conv2 = nn.Conv2d(4 * growth_rate, growth_rate, 3, padding=1, bias=False)

    def forward(self, x):
        return torch.cat([self.conv2(self.relu2(self.bn2(self.conv1(self.relu1(self.bn1(x)))))), x], 1)


class Transition(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.bn = nn.BatchNorm2d(channels)
        self.relu = nn.ReLU()
        self.conv = nn.Conv2d(channels, channels // 2, 1, bias=False)
        self.pool = nn.AvgPool2d(2)

    def forward(self, x):
        return self.pool(self.conv(self.relu(self.bn(x))))


class DenseNet(nn.Module):
    def __init__(self, growth_rate, layers):
        super().__init__()
        channels = 2 * growth_rate
        self.conv1 = nn.Conv2d(3, channels, 3, padding=1, bias=False)
        self.stages = []
        for block, count in enumerate(layers):
            if block > 0:
                self.add_module(f"trans{block}", Transition(channels))
                self.stages.append(f"trans{block}")
                channels //= 2
            dense = nn.Sequential(*[DenseLayer(channels + i * growth_rate, growth_rate) for i in range(count)])
            self.add_module(f"dense{block + 1}", dense)
            self.stages.append(f"dense{block + 1}")
            channels += count * growth_rate
        self.bn = nn.BatchNorm2d(channels)
        self.relu = nn.ReLU()
        self.pooled = nn.Identity()
        self.linear = nn.Linear(channels, 10)

    def forward(self, x):
        x = self.conv1(x)
        for stage in self.stages:
            x = getattr(self, stage)(x)
        return self.linear(self.pooled(self.relu(self.bn(x)).mean((2, 3))))


class Vgg(nn.Module):
    def __init__(self, width, convolutions):
        super().__init__()
        layers, channels_in = [], 3
        for factor, count in zip((1, 2, 4, 8, 8), convolutions):
            for _ in range(count):
                layers += [nn.Conv2d(channels_in, factor * width, 3, padding=1), nn.BatchNorm2d(factor * width), nn.ReLU()]
                channels_in = factor * width
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.pooled = nn.Identity()
        self.classifier = nn.Linear(channels_in, 10)

    def forward(self, x):
        return self.classifier(self.pooled(self.features(x).flatten(1)))


# By name; of a width.
NETWORKS = {
    "resnet18": ResNet18,
    "resnet34": lambda width: ResNet(width, (3, 4, 6, 3)),
    "resnet18-7x7": lambda width: ResNet(width, (2, 2, 2, 2), has_large_stem=True),
    "preact-resnet18": lambda width: PreactivationResNet(width, (2, 2, 2, 2)),
    "densenet-100-12": lambda width: DenseNet(12 * width // 64, (16, 16, 16)),
    "vgg16": lambda width: Vgg(width, (2, 2, 3, 3, 3)),
    "vgg11": lambda width: Vgg(width, (1, 1, 2, 2, 2)),
}

