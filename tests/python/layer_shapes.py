"""layer_shapes.py OUT WIDTH HEIGHT IMAGE_WIDTH: shapes, parameters and multiply-adds of every layer, as hooks see them.

A multiply-add is counted where the formula of the layer has one: out[c, y, x] sums over in-channels and kernel.
"""
import json
import sys

import torch
from resnet18 import ResNet18
from torch import nn

out, width, height, image_width = sys.argv[1], *map(int, sys.argv[2:])
layers = {}


def watch(name, module):
    def hook(_, inputs, output):
        multiply_adds = 0
        if isinstance(module, nn.Conv2d):
            multiply_adds = output[0].numel() * module.in_channels * module.kernel_size[0] * module.kernel_size[1]
        elif isinstance(module, nn.Linear):
            multiply_adds = output[0].numel() * inputs[0][0].numel()
        parameters = sum(p.numel() for p in module.parameters())
        layers[name] = {"shape": list(output.shape[1:]), "parameters": parameters, "multiply_adds": multiply_adds}

    module.register_forward_hook(hook)


network = ResNet18(width).eval()
for name, module in network.named_modules():
    if isinstance(module, (nn.Conv2d, nn.BatchNorm2d, nn.Linear)):
        watch(name, module)
with torch.no_grad():
    network(torch.rand(1, 3, height, image_width))
for name, features in network.features().items():
    layers[name] = {"shape": list(features.shape[1:]), "parameters": 0, "multiply_adds": 0}
torch.save(json.dumps(layers), out)
