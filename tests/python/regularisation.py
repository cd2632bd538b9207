"""What label smoothing, cutout and mirror images come to in PyTorch: OUT IN, where IN has a network's state, images
[N, 3, 32, 32], labels, cuts [N, 4] (first and last row, first and last column) and the smoothing."""
import sys

import torch
from resnet18 import ResNet18
from torch.nn import functional as F

torch.set_num_threads(2)
given = torch.load(sys.argv[2])
images, labels, smoothing = given["images"], given["labels"], given["smoothing"].item()
network = ResNet18(8)
network.load_state_dict(given["state"])

with torch.no_grad():
    network.eval()
    logits = (network(images) + network(torch.flip(images, [3]))) / 2

cut = images.clone()
for image, (first_row, last_row, first_column, last_column) in zip(cut, given["cuts"].tolist()):
    image[:, first_row:last_row, first_column:last_column] = 0

loss = F.cross_entropy(network.train()(cut), labels, label_smoothing=smoothing)
loss.backward()
torch.save(
    {
        "mirrored_loss": F.cross_entropy(logits, labels),
        "mirrored_predictions": logits.argmax(1),
        "cut": cut,
        "loss": loss.detach(),
        "gradient": network.linear.weight.grad,
    },
    sys.argv[1],
)
