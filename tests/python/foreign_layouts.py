"""A ResNet-18's weights in the layouts in which training scripts leave them.

As a script, foreign_layouts.py OUT: one file for each beside OUT, and in OUT their names, images and what the network in
Python says of them. The images are the first of $LARGESTEP_DATA's test set if there is one, else drawn at random."""
import argparse
import collections
import copy
import os
import pathlib
import sys

import numpy as np
import torch
from resnet18 import ResNet18
from torch import nn

WIDTH, IMAGES = 2, 300


def random_network(seed):
    """A ResNet-18 with statistics of its own, so that no two layers are alike."""
    torch.manual_seed(seed)
    network = ResNet18(WIDTH)
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:
        nn.init.normal_(norm.weight, 1, 0.1)
        nn.init.normal_(norm.bias, 0, 0.1)
        norm.momentum = 0.7
    with torch.no_grad():
        for _ in range(3):
            network(torch.rand(16, 3, 32, 32))
        network.eval()
        network.linear.weight *= 10
        network.linear.bias -= network(torch.rand(16, 3, 32, 32)).mean(0)
    for norm in norms:
        norm.momentum = 0.1
    return network


def behind(prefix, state):
    return collections.OrderedDict((prefix + name, tensor) for name, tensor in state.items())


def torchvision_name(name):
    return name.replace("shortcut", "downsample").replace("linear.", "fc.")


def sequence_name(name):
    """Of the same network built of sequences, whose stages are conv2_x to conv5_x."""
    for stage in range(1, 5):
        name = name.replace(f"layer{stage}.", f"conv{stage + 1}_x.")
    if "_x." in name:
        for ours, number in (("conv1", 0), ("bn1", 1), ("conv2", 3), ("bn2", 4)):
            name = name.replace(f".{ours}.", f".residual_function.{number}.")
        return name
    return name.replace("conv1.", "conv1.0.").replace("bn1.", "conv1.1.").replace("linear.", "fc.")


def trained(network, optimizer):
    """The optimizer's state after a step from the network's weights, which stay as they are."""
    weights = copy.deepcopy(network.state_dict())
    network(torch.rand(4, 3, 32, 32, generator=torch.Generator().manual_seed(5))).square().mean().backward()
    optimizer.step()
    state = copy.deepcopy(optimizer.state_dict())
    network.load_state_dict(weights)
    network.zero_grad()
    return state


def layouts(network, other):
    """@param other  a network of the same size that is not meant"""
    state = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    not_meant = {name: tensor.clone() for name, tensor in other.state_dict().items()}
    sgd = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    matrices = [p for p in network.parameters() if p.dim() > 1]
    vectors = [p for p in network.parameters() if p.dim() < 2]
    two_groups = torch.optim.SGD([{"params": matrices, "weight_decay": 5e-4}, {"params": vectors}], lr=0.1, momentum=0.9)
    adam = torch.optim.Adam(network.parameters())
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(sgd, 10).state_dict()
    return {
        "state dict": state,
        "under net with scores": {"net": state, "acc": 91.5, "epoch": 12},
        "parallel under net": {"net": behind("module.", state), "acc": 91.5},
        "under any key": {"weights of epoch 3": state, "history": [{"loss": 0.3}, {"loss": 0.2}]},
        "two dicts deep": {"networks": {"resnet": state}, "iteration": 900},
        "last beside an average": {"last": state, "swa_last": not_meant},
        "model beside its ema": {"model": state, "model_ema": not_meant},
        "compiled": behind("_orig_mod.", state),
        "compiled and parallel": {"model": behind("module._orig_mod.", state)},
        "lightning": {"state_dict": behind("model.", state), "global_step": 7, "optimizer_states": [trained(network, sgd)],
                      "hyper_parameters": {"lr": 0.1}, "callbacks": {}, "pytorch-lightning_version": "1.9"},
        "averaged model": {**behind("module.", state), "n_averaged": torch.tensor(3)},
        "with a head of another loss": {"state_dict": {**behind("encoder.", state), "projection.weight": torch.ones(2, 2)}},
        "torchvision's names": {torchvision_name(name): tensor for name, tensor in state.items()},
        "torchvision's names, parallel": {"state_dict": {"module." + torchvision_name(name): tensor
                                                         for name, tensor in state.items()}},
        "sequences": {"net": {sequence_name(name): tensor for name, tensor in state.items()}},
        "without num_batches_tracked": {name: tensor for name, tensor in state.items() if "num_batches" not in name},
        "beside a counter in a scheduler": {"model": state,
                                            "scheduler": torch.optim.lr_scheduler.MultiStepLR(sgd, [3, 6]).state_dict()},
        "beside sgd": {"model": state, "optimizer": trained(network, sgd), "scheduler": cosine},
        "beside sgd with two groups": {"model": state, "optimizer": trained(network, two_groups)},
        "beside adam": {"state_dict": state, "optimizer": trained(network, adam)},
        "beside arguments and a device": {"net": state, "args": argparse.Namespace(lr=0.1), "device": torch.device("cpu"),
                                          "seed": 2**64 - 1, "rng": torch.get_rng_state(), "dtype": torch.float32},
        "parameters": {"model": collections.OrderedDict(
            (name, nn.Parameter(tensor) if tensor.is_floating_point() else tensor) for name, tensor in state.items())},
        "in half precision": {"model": {name: tensor.half() if tensor.is_floating_point() else tensor
                                        for name, tensor in state.items()}},
    }


def some_images():
    """[N, 3, 32, 32] bytes and their classes."""
    path = pathlib.Path(os.environ.get("LARGESTEP_DATA", "")) / "test_batch.bin"
    if path.is_file():
        records = torch.from_numpy(np.fromfile(path, np.uint8, 3073 * IMAGES).reshape(-1, 3073))
        return records[:, 1:].reshape(-1, 3, 32, 32).contiguous(), records[:, 0].long()
    torch.manual_seed(4)
    return torch.randint(0, 256, (IMAGES, 3, 32, 32), dtype=torch.uint8), torch.randint(0, 10, (IMAGES,))


def main():
    out = pathlib.Path(sys.argv[1])
    network, other = random_network(1), random_network(2)
    files = {name: (value, {}) for name, value in layouts(network, other).items()}
    for protocol in range(2, 6):
        files[f"in protocol {protocol}"] = files["beside sgd"][0], {"pickle_protocol": protocol}
    for name, (value, options) in files.items():
        torch.save(value, out.parent / f"{name}.pt", **options)
    images, labels = some_images()
    with torch.no_grad():
        logits, logits_of_other = (each(images.float() / 255) for each in (network, other))
    torch.save({"names": list(files), "images": images, "labels": labels, "logits": logits, "other": logits_of_other}, out)


if __name__ == "__main__":
    main()
