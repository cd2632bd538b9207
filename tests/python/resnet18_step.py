"""One training step of ResNet-18 in PyTorch: OUT WIDTH. Everything a parity test needs to repeat it."""
import sys

import torch
from resnet18 import ResNet18
from torch.nn import functional as F

torch.manual_seed(0)
torch.set_num_threads(2)
network = ResNet18(int(sys.argv[2])).train()
images, labels = torch.rand(16, 3, 32, 32), torch.randint(10, (16,))
network(torch.rand(16, 3, 32, 32))  # running statistics other than the initial ones

before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
with torch.no_grad():
    logits = network.eval()(images)
active = {name: (value > 0).double().mean() for name, value in network.features().items()}

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
