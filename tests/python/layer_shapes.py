"""layer_shapes.py OUT NETWORK:WIDTHxHEIGHTxIMAGE_WIDTH...: shapes, parameters, multiply-adds of every layer, as hooks see them.

A multiply-add is counted where the formula of the layer has one: out[c, y, x] sums over in-channels and kernel.
"""
import json
import sys

import torch
from networks import NETWORKS
from resnet18 import watched
from torch import nn


def watch(layers, name, module):
    def hook(_, inputs, output):
        multiply_adds = 0
        if isinstance(module, nn.Conv2d):
            multiply_adds = output[0].numel() * module.in_channels * module.kernel_size[0] * module.kernel_size[1]
        elif isinstance(module, nn.Linear):
            multiply_adds = output[0].numel() * inputs[0][0].numel()
        parameters = sum(p.numel() for p in module.parameters())
        layers[name] = {"shape": list(output.shape[1:]), "parameters": parameters, "multiply_adds": multiply_adds}

    module.register_forward_hook(hook)


def layers_of(case):
    name, sizes = case.split(":")
    width, height, image_width = map(int, sizes.split("x"))
    layers = {}
    network = NETWORKS[name](width).eval()
    seen = watched(network)
    for name, module in network.named_modules():
        if isinstance(module, (nn.Conv2d, nn.BatchNorm2d, nn.MaxPool2d, nn.AvgPool2d, nn.Linear)):
            watch(layers, name, module)
    with torch.no_grad():
        network(torch.rand(1, 3, height, image_width))
    for name, features in seen.items():
        layers[name] = {"shape": list(features.shape[1:]), "parameters": 0, "multiply_adds": 0}
    return layers


cases = {case: layers_of(case) for case in sys.argv[2:]}
torch.save(json.dumps(cases), sys.argv[1])
