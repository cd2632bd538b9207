"""Saves a model in the ways that Python users do, each to a file beside `out`, and some files that hold no weights."""
import os
import pathlib
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
torch.save(net.state_dict(), folder / "bare.pt")
torch.save({"epoch": 3, "best": 0.93, "state_dict": torch.nn.DataParallel(net).state_dict()}, folder / "parallel.pt")
torch.save({"model": net.state_dict(), "note": "hello"}, folder / "model.pt")
torch.save(net, folder / "whole_module.pt")
torch.save(net.state_dict(), folder / "legacy.pt", _use_new_zipfile_serialization=False)
torch.jit.script(net).save(str(folder / "torchscript.pt"))
torch.save({"conv1.weight": Attack()}, folder / "attack.pt")
torch.save({"a": 2**64}, folder / "big_int.pt")
torch.save({"a": {1, 2}}, folder / "set.pt")
torch.save([net.conv1.weight], folder / "list.pt")
torch.save({"a": torch.zeros(1).expand(1000)}, folder / "expanded.pt")
torch.save({"a": "text"}, folder / "no_tensors.pt")
nested = []
for _ in range(100):
    nested = [nested]
torch.save(nested, folder / "deep.pt")
cycle = []
cycle.append(cycle)
torch.save(cycle, folder / "cycle.pt")
torch.save(list(net.state_dict().values()), out)
