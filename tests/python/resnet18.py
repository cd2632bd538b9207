"""Residual networks for 32x32 images in plain PyTorch, with the public parameter names: the other side of parity tests."""
from torch import nn


def watched(network):
    """Activations of the last forward pass by tap name, in forward order, in a dict that forward passes fill. Taps are the
    ReLUs, which are modules of their own in all of these networks, and "pooled"."""
    seen = {}

    def watch(name, module):
        module.register_forward_hook(lambda _, inputs, output: seen.update({name: output}))

    for name, module in network.named_modules():
        if isinstance(module, nn.ReLU) or name == "pooled":
            watch(name, module)
    return seen


class Block(nn.Module):
    def __init__(self, channels_in, channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.shortcut = nn.Sequential()
        if stride != 1 or channels_in != channels:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels_in, channels, 1, stride, bias=False), nn.BatchNorm2d(channels)
            )
        self.relu2 = nn.ReLU()

    def forward(self, x):
        return self.relu2(self.bn2(self.conv2(self.relu1(self.bn1(self.conv1(x))))) + self.shortcut(x))


class ResNet(nn.Module):
    def __init__(self, width, blocks, has_large_stem=False):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False) if has_large_stem else nn.Conv2d(3, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.stem = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, 2, 1) if has_large_stem else nn.Identity()
        channels_in = width
        for stage, count in enumerate(blocks):
            layers = []
            for block in range(count):
                layers.append(Block(channels_in, width * 2**stage, 2 if stage > 0 and block == 0 else 1))
                channels_in = width * 2**stage
            self.add_module(f"layer{stage + 1}", nn.Sequential(*layers))
        self.pooled = nn.Identity()
        self.linear = nn.Linear(channels_in, 10)
        self._seen = watched(self)

    def forward(self, x):
        x = self.maxpool(self.stem(self.bn1(self.conv1(x))))
        return self.linear(self.pooled(self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3))))

    def features(self):
        return dict(self._seen)


class ResNet18(ResNet):
    def __init__(self, width):
        super().__init__(width, (2, 2, 2, 2))
