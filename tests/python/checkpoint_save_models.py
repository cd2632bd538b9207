"""Saves a model in the ways that Python users do, each to a file beside `out`, and some files that hold no weights."""
import argparse
import collections
import os
import pathlib
import random
import sys

import torch

out = pathlib.Path(sys.argv[1])
folder = out.parent


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(3, 5, 3, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(5)

    def forward(self, x):
        return self.bn1(self.conv1(x))


class Attack:
    def __reduce__(self):
        return os.system, (f"touch {folder}/executed",)


torch.manual_seed(1)
net = Net()


def optimizer_state():
    """Of an optimizer that has taken a step, without changing the weights."""
    copy = Net()
    sgd = torch.optim.SGD(copy.parameters(), lr=0.1, momentum=0.9)
    copy(torch.ones(2, 3, 8, 8)).square().sum().backward()
    sgd.step()
    return sgd.state_dict()


torch.save(net.state_dict(), folder / "bare.pt")
torch.save({"epoch": 3, "best": 0.93, "state_dict": torch.nn.DataParallel(net).state_dict()}, folder / "parallel.pt")
torch.save({"model": net.state_dict(), "note": "hello"}, folder / "model.pt")
torch.save(net, folder / "whole_module.pt")
torch.save(net.state_dict(), folder / "legacy.pt", _use_new_zipfile_serialization=False)
torch.jit.script(net).save(str(folder / "torchscript.pt"))
torch.save({"conv1.weight": Attack()}, folder / "attack.pt")
torch.save([net.conv1.weight], folder / "list.pt")
torch.save({"a": torch.zeros(1).expand(1000)}, folder / "expanded.pt")
torch.save({"a": "text"}, folder / "no_tensors.pt")
torch.save({"epoch": 3, "net": net}, folder / "module_in_dict.pt")
torch.save({"networks": {"student": net.state_dict(), "teacher": net.state_dict()}}, folder / "nested.pt")
torch.save({**net.state_dict(), "mask": torch.ones(5, dtype=torch.bool), "sparse": torch.eye(3).to_sparse()},
           folder / "beside_odd_tensors.pt")

optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
weights = {name: tensor.clone() for name, tensor in net.state_dict().items()}
for protocol in range(2, 6):
    torch.save({"weights of the network, under a name with more than the 255 bytes of a short text" * 4: weights,
                "optimizer": optimizer_state()}, folder / f"protocol{protocol}.pt", pickle_protocol=protocol)


class Registry(dict):
    pass


registry = Registry(a=1)
registry.note = "an attribute"
torch.save({"model": weights,
            "scheduler": torch.optim.lr_scheduler.MultiStepLR(optimizer, [1, 5]).state_dict(),
            "args": argparse.Namespace(lr=0.1, milestones=[1, 5], root=pathlib.Path("/tmp")),
            "seeds": {2**64 - 1, 3}, "frozen": frozenset([1]), "seed": 2**63, "long": 1 << 4000,
            "random": random.getstate(), "bytes": b"x" * 300, "array": bytearray(b"abc"), "registry": registry,
            "scores": collections.defaultdict(list, {"test": [0.5]}), "dtype": torch.float32, "device": torch.device("cpu"),
            "function": os.path.join, "method": registry.get, "complex": 1j, "range": range(3), "class": Registry},
           folder / "beside_objects.pt", pickle_protocol=4)

nested = []
for _ in range(100):
    nested = [nested]
torch.save(nested, folder / "deep.pt")
cycle = []
cycle.append(cycle)
torch.save(cycle, folder / "cycle.pt")
torch.save(list(net.state_dict().values()), out)
