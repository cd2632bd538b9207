"""Saves what Python users save: values of many kinds in one dict, with the storage that some share."""
import collections
import sys

import torch

torch.manual_seed(1)
base = torch.arange(10.0)
model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4)).to(memory_format=torch.channels_last)
optimizer = torch.optim.SGD(model.parameters(), lr=0.25, momentum=0.9, weight_decay=5e-4)
model(torch.ones(2, 3, 8, 8)).square().sum().backward()
optimizer.step()

torch.save(
    {
        "ordered": collections.OrderedDict([("z", 1), ("a", 2)]),
        "integers": [0, 255, 256, 65535, 65536, -1, -(2**31), 2**31, 2**40, -(2**40), 2**63 - 1, -(2**63)],
        "floats": [0.1, -0.0, 1e300, float("inf")],
        "nested": {"a": [{"b": (1, (2,), (), [None, True, False])}], 3: "three"},
        "text": "\u2264 \U0001f642",
        "bfloat16": torch.tensor([0.5, -2.0], dtype=torch.bfloat16),
        "uint8": torch.tensor([0, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False]),
        "scalar": torch.tensor(3.5, dtype=torch.float64),
        "empty": torch.empty(0, 3),
        "channels last": torch.arange(120.0).reshape(2, 3, 4, 5).to(memory_format=torch.channels_last),
        "transposed": torch.arange(6).reshape(2, 3).t(),
        "base": base,
        "view": base[3:9:2],
        "expanded": torch.tensor([7.0]).expand(4),
        "parameter": torch.nn.Parameter(torch.tensor([1.0, 2.0])),
        "many": list(range(3000)),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "conv_weight": model[0].weight.detach().double().sum(),
    },
    sys.argv[1],
)
