"""Tight loops in NumPy and PyTorch over the same steps as finite_sums.cpp: "name library steps seconds"."""
import sys
import time

import numpy as np
import torch

torch.set_num_threads(1)
which = sys.argv[1]
random = np.random.RandomState(0)


def diagonal(n, d):
    x = random.standard_normal((n, d))
    teacher = np.abs(random.standard_normal(d)) * (np.arange(d) < 20)
    return x, x @ (teacher / np.linalg.norm(teacher))


def sgd_numpy(steps, step_size):
    x, y = diagonal(80, 200)
    u, v = np.full(200, 0.1), np.zeros(200)
    terms = random.randint(80, size=steps)
    started = time.perf_counter()
    for i in terms:
        row = x[i]
        g = (step_size * (row @ (u * v) - y[i])) * row
        u, v = u - g * v, v - g * u
    return time.perf_counter() - started


def gd_numpy(steps, step_size):
    x, y = diagonal(40, 100)
    u, v = np.full(100, 0.1), np.zeros(100)
    t = np.ascontiguousarray(x.T)
    started = time.perf_counter()
    for _ in range(steps):
        g = t @ (x @ (u * v) - y)
        g *= step_size / 40
        u, v = u - g * v, v - g * u
    return time.perf_counter() - started


def relu_torch(sizes, n, bias, steps, step_size):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(inputs, outputs, bias=bias), torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1])
    x, y = torch.randn(n, sizes[0]), torch.randn(n, 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=step_size)
    terms = random.randint(n, size=steps)
    started = time.perf_counter()
    for i in terms:
        loss = ((net(x[i : i + 1]) - y[i : i + 1]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return time.perf_counter() - started


def relu_numpy(steps, step_size):
    """One hidden layer, the gradient written out: the tightest that NumPy does."""
    w, a = 0.5 * random.standard_normal((20, 2)), np.zeros(20)
    x, y = random.standard_normal((15, 2)), random.standard_normal(15)
    terms = random.randint(15, size=steps)
    started = time.perf_counter()
    for i in terms:
        row = x[i]
        z = w @ row
        h = np.maximum(z, 0)
        r = (2 * step_size) * (a @ h - y[i])
        g = (r * a) * (z > 0)
        a = a - r * h
        w = w - np.outer(g, row)
    return time.perf_counter() - started


STEPS = 2000  # of the PyTorch loops, whose time a step does not change
for name, library, steps, seconds in {
    "diagonal": lambda: [("diagonal", "numpy", 100001, sgd_numpy(100001, 0.2))],
    "diagonal-gd": lambda: [("diagonal-gd", "numpy", 100001, gd_numpy(100001, 0.5))],
    "relu-1d": lambda: [("relu-1d", "torch", STEPS, relu_torch([1, 100, 1], 12, True, STEPS, 2e-4))],
    "two-layer": lambda: [
        ("two-layer", "torch", STEPS, relu_torch([2, 20, 1], 15, False, STEPS, 0.01)),
        ("two-layer", "numpy", 14126, relu_numpy(14126, 0.01)),
    ],
    "three-layer": lambda: [("three-layer", "torch", STEPS, relu_torch([5, 10, 10, 1], 50, True, STEPS, 0.01))],
}[which]():
    print(name, library, steps, f"{seconds:.6f}")
