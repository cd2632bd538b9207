"""One training step of a network in PyTorch: OUT NAME WIDTH SIDE, for images of SIDE x SIDE. Everything a parity test needs."""
import sys

import torch
from networks import NETWORKS
from resnet18 import watched
from torch.nn import functional as F

torch.set_num_threads(2)
name, width, side = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])


def nearest_kink(network, images):
    """The smallest distance to zero at the input of any ReLU, in one training pass."""
    distances = []
    relu = F.relu
    F.relu = lambda x, **how: distances.append(x.detach().abs().min().item()) or relu(x)
    network(images)
    F.relu = relu
    return min(distances)


# A gradient is discontinuous where a ReLU's input is zero: take a network whose inputs are further from it than rounding.
for seed in range(1000):
    torch.manual_seed(seed)
    network = NETWORKS[name](width).train()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias)
    images, labels = torch.rand(8, 3, side, side), torch.randint(10, (8,))
    if nearest_kink(network, images) > 4e-6:
        break

before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
seen = watched(network)
with torch.no_grad():
    logits = network.eval()(images)
active = {name: (value > 0).double().mean() for name, value in seen.items()}

optimizer = torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
loss = F.cross_entropy(network.train()(images), labels)
loss.backward()
gradients = {name: parameter.grad.clone() for name, parameter in network.named_parameters()}
optimizer.step()

torch.save(
    {
        "before": before,
        "images": images,
        "labels": labels,
        "logits": logits,
        "active": active,
        "loss": loss.detach(),
        "gradients": gradients,
        "after": dict(network.state_dict()),
    },
    sys.argv[1],
)
