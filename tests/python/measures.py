"""The measures beyond sparsity, computed in Python from their definitions: float64, NumPy's SVD, no Gram matrices, no power
iteration, the curvature along a gradient by a difference of gradients. Two uses:

  measures.py OUT WIDTH                     a barely trained network on random images, for the tests: everything is saved
  measures.py OUT CHECKPOINT IMAGES_FILE N  a checkpoint on the first N records of a CIFAR-10 binary file
"""
import sys

import numpy as np
import torch
from resnet18 import ResNet18
from torch.nn import functional as F


def flat_gradient(network, images, labels):
    loss = F.cross_entropy(network(images), labels)
    gradients = torch.autograd.grad(loss, list(network.parameters()))
    return torch.cat([gradient.reshape(-1) for gradient in gradients])


def moved(network, direction, length):
    with torch.no_grad():
        start = 0
        for parameter in network.parameters():
            parameter += length * direction[start : start + parameter.numel()].view_as(parameter)
            start += parameter.numel()


def directional_hessian(network, images, labels, direction, length=1e-8):
    """H v as a central difference of gradients, so short that hardly a ReLU changes sides on the way."""
    length = length / direction.norm()
    moved(network, direction, length)
    ahead = flat_gradient(network, images, labels)
    moved(network, direction, -2 * length)
    behind = flat_gradient(network, images, labels)
    moved(network, direction, length)
    return (ahead - behind) / (2 * length)


def hessian_times(network, images, labels, vector):
    """H v, exactly: a search for eigenvectors would meet the ReLUs that a difference must not."""
    parameters = list(network.parameters())
    gradients = torch.autograd.grad(F.cross_entropy(network(images), labels), parameters, create_graph=True)
    along = torch.cat([gradient.reshape(-1) for gradient in gradients]).dot(vector)
    return torch.cat([g.reshape(-1) for g in torch.autograd.grad(along, parameters)])


def top_eigenvalue(network, images, labels, products=25):
    """Lanczos with full reorthogonalisation."""
    torch.manual_seed(5)
    size = sum(parameter.numel() for parameter in network.parameters())
    basis = [F.normalize(torch.randn(size, dtype=torch.float64), dim=0)]
    projected = np.zeros((products, products))
    for k in range(products):
        product = hessian_times(network, images, labels, basis[k])
        for j in range(k + 1):
            projected[j, k] = projected[k, j] = product.dot(basis[j])
        for vector in basis + basis:
            product = product - product.dot(vector) * vector
        basis.append(F.normalize(product, dim=0))
    return np.linalg.eigvalsh(projected)[-1]


def sharpness(network, batches):
    """(ratio of sums, mean of ratios) of g.Hg and g.g"""
    curvature, squares = [], []
    for images, labels in batches:
        gradient = flat_gradient(network, images, labels)
        curvature.append(gradient.dot(directional_hessian(network, images, labels, gradient)).item())
        squares.append(gradient.dot(gradient).item())
    return sum(curvature) / sum(squares), np.mean(np.array(curvature) / np.array(squares))


def entropy_rank(values):
    share = values[values > 0] / values.sum()
    return np.exp(-(share * np.log(share)).sum())


def jacobian(network, images, labels):
    rows = []
    for i in range(len(images)):
        output = network(images[i : i + 1])[0, labels[i]]
        rows.append(torch.cat([g.reshape(-1) for g in torch.autograd.grad(output, list(network.parameters()))]).numpy())
    values = np.linalg.svd(np.stack(rows), compute_uv=False)
    return {"rank": (values / values[0] > 1e-4).sum(), "effective_rank": entropy_rank(values), "images": len(images)}


def feature_rank(features):
    values = np.linalg.svd(features - features.mean(0), compute_uv=False)
    carried = np.cumsum(values**2) / (values**2).sum()
    return {"components_99": np.searchsorted(carried, 0.99) + 1, "effective_rank": entropy_rank(values)}


def layer_figures(network, images):
    """Per layer: dead units and the histogram of channels by active fraction; per block: rank of all its units."""
    with torch.no_grad():
        network(images)
    dead, channels, ranks = {}, {}, {}
    for name, value in network.features().items():
        active = (value > 0).double()
        dead[name] = (active.flatten(1).sum(0) == 0).sum().item()
        by_channel = active.mean([d for d in range(active.dim()) if d != 1])
        channels[name] = np.histogram(by_channel.numpy(), bins=20, range=(0, 1))[0].tolist()
    for block, name in enumerate(["layer1.1.relu2", "layer2.1.relu2", "layer3.1.relu2", "layer4.1.relu2", "pooled"], 1):
        features = network.features()[name].flatten(1).numpy()
        if features.shape[1] <= 1000:
            ranks[f"block{block}"] = feature_rank(features)
    return {"dead": dead, "channels": channels, "rank": ranks}


def all_measures(network, images, labels, batches):
    network.train()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 0.0  # the running statistics stay
    ratio, mean = sharpness(network, batches)
    gradient = flat_gradient(network, images, labels)
    found = {
        "norms": {
            "loss": F.cross_entropy(network(images), labels).item(),
            "gradient_norm": gradient.norm().item(),
            "weight_norm": torch.cat([p.detach().reshape(-1) for p in network.parameters()]).norm().item(),
        },
        "hessian": {"top_eigenvalue": top_eigenvalue(network, images, labels)},
        "sharpness": {"batch_sharpness": ratio, "mean_rayleigh_quotient": mean},
    }
    network.eval()
    found["jacobian"] = jacobian(network, images, labels)
    found.update(layer_figures(network, images))
    return found


def as_tensors(value):
    """Numbers as 0-d float64 tensors, which every reader takes."""
    if isinstance(value, dict):
        return {key: as_tensors(entry) for key, entry in value.items()}
    return torch.as_tensor(value, dtype=torch.float64)


def barely_trained(width):
    torch.manual_seed(3)
    network = ResNet18(width)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias)
            module.momentum = None
    coarse = torch.randint(256, (48, 3, 4, 4)).float()
    pixels = (F.interpolate(coarse, 32, mode="bilinear") + 8 * torch.randn(48, 3, 32, 32)).clamp(0, 255).byte()
    labels = torch.randint(10, (48,))
    # A few steps, after which the Hessian has a positive eigenvalue that stands out, and running statistics that fit.
    optimizer = torch.optim.SGD(network.parameters(), lr=0.02, momentum=0.9)
    for _ in range(15):
        optimizer.zero_grad()
        F.cross_entropy(network(pixels.float() / 255), labels).backward()
        optimizer.step()
    state = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    return network.double(), state, pixels, labels


def main():
    out, what = sys.argv[1:3]
    torch.set_num_threads(1)  # small tensors: two threads wait for each other
    if what.isdigit():
        network, state, pixels, labels = barely_trained(int(what))
        images = (pixels.float() / 255).double()
        batches = [(images[i : i + 16], labels[i : i + 16]) for i in (0, 16, 32)]
        found = all_measures(network, images[:24], labels[:24], batches)
        torch.save({"state": state, "pixels": pixels, "labels": labels, "measures": as_tensors(found)}, out)
        return
    records = np.fromfile(sys.argv[3], dtype=np.uint8).reshape(-1, 3073)[: int(sys.argv[4])]
    labels = torch.from_numpy(records[:, 0].astype(np.int64))
    images = (torch.from_numpy(records[:, 1:]).float() / 255).double().view(-1, 3, 32, 32)
    state = torch.load(what)["model"]
    network = ResNet18(state["conv1.weight"].shape[0])
    network.load_state_dict(state)
    found = all_measures(network.double(), images, labels, [(images, labels)])
    print({key: found[key] for key in ("norms", "hessian", "sharpness", "jacobian")})
    torch.save(as_tensors(found), out)


if __name__ == "__main__":
    main()
