"""Trains ResNet-18 in PyTorch from the state, on the batches and with the step sizes that INPUT holds: OUT INPUT [CHECKPOINT].

The last batch is kept back: without CHECKPOINT the state before it is saved as Python users do, then it is taken; with one,
weights and momentum are largestep's, and only that last step is taken.
"""
import sys

import torch
from resnet18 import ResNet18
from torch.nn import functional as F

out, source, *rest = sys.argv[1:]
torch.set_num_threads(1)
task = torch.load(source, weights_only=True)
network = ResNet18(task["state"]["conv1.weight"].shape[0]).train()
network.load_state_dict(task["state"])
# As largestep does: in another memory format, LibTorch's BatchNorm rounds otherwise, ReLUs near zero change sides, and
# twenty steps amplify that.
network.to(memory_format=torch.channels_last)
optimizer = torch.optim.SGD(network.parameters(), lr=1.0, momentum=0.9, weight_decay=5e-4)


def step(index):
    for group in optimizer.param_groups:
        group["lr"] = task["step_sizes"][index].item()
    optimizer.zero_grad()
    loss = F.cross_entropy(network(task["images"][index].contiguous(memory_format=torch.channels_last)), task["labels"][index])
    loss.backward()
    optimizer.step()
    return loss.detach()


last = len(task["step_sizes"]) - 1
result = {}
if rest:
    checkpoint = torch.load(rest[0], weights_only=True)
    network.load_state_dict(checkpoint["model"])
    for name, parameter in network.named_parameters():
        optimizer.state[parameter]["momentum_buffer"] = checkpoint["momentum"][name]
else:
    result["losses"] = torch.stack([step(index) for index in range(last)])
    result["state"] = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    torch.save({"model": network.state_dict(), "optimizer": optimizer.state_dict()}, out + ".python")
result["last_loss"] = step(last)
result["last_state"] = dict(network.state_dict())
torch.save(result, out)
