"""Reads a largestep checkpoint as FORMAT.md says, trains nothing, and hands back what it saw."""
import sys

import torch

out, path = sys.argv[1:]
checkpoint = torch.load(path, weights_only=True)
assert list(checkpoint) == [
    "format", "version", "problem", "width", "progress", "model", "momentum", "average", "config",
    "step_size_scale", "restarts", "rng",
], list(checkpoint)
assert checkpoint["format"] == "largestep-checkpoint" and checkpoint["version"] == 1
assert checkpoint["progress"] == {"epoch": 3, "step_in_epoch": 7, "step": 1000}
assert checkpoint["step_size_scale"].item() == 0.25 and checkpoint["restarts"] == 2
assert checkpoint["rng"].dtype is torch.uint8

net = torch.nn.Module()
net.conv1 = torch.nn.Conv2d(3, 5, 3, bias=False)
net.bn1 = torch.nn.BatchNorm2d(5)
net.load_state_dict(checkpoint["model"])  # strict: the names are those of PyTorch
torch.save(dict(net.state_dict()), out)
