"""Optimal values of convex problems by other methods than gradient descent: convex_optima.py OUT INPUT."""
import sys

import numpy as np
import torch


def svm_dual(x, y, c):
    """max sum a - 1/2 ||sum a_i y_i x_i||^2 over 0 <= a_i <= C/n, one coordinate after the other, to the last bit."""
    a, w, bound = np.zeros(len(y)), np.zeros(x.shape[1]), c / len(y)
    squares = (x * x).sum(1)
    for _ in range(100000):
        before = a.copy()
        for i in range(len(y)):
            new = np.clip(a[i] + (1 - y[i] * (x[i] @ w)) / squares[i], 0, bound)
            w += (new - a[i]) * y[i] * x[i]
            a[i] = new
        if np.abs(a - before).max() < 1e-15:
            break
    return a.sum() - 0.5 * w @ w


def svm_dual_bias(x, y, c):
    """The same under sum a_i y_i = 0: pairs of coordinates, the most violating first (Platt's SMO)."""
    a, bound = np.zeros(len(y)), c / len(y)
    gram = (x @ x.T) * np.outer(y, y)
    for _ in range(200000):
        score = y * (1 - gram @ a)
        up = np.where(((y > 0) & (a < bound)) | ((y < 0) & (a > 0)), score, -np.inf)
        down = np.where(((y > 0) & (a > 0)) | ((y < 0) & (a < bound)), score, np.inf)
        i, j = up.argmax(), down.argmin()
        if up[i] - down[j] < 1e-12:
            break
        curvature = gram[i, i] + gram[j, j] - 2 * y[i] * y[j] * gram[i, j]
        step = (up[i] - down[j]) / max(curvature, 1e-15)
        room_i = bound - a[i] if y[i] > 0 else a[i]
        room_j = a[j] if y[j] > 0 else bound - a[j]
        step = min(step, room_i, room_j)
        a[i] += y[i] * step
        a[j] -= y[j] * step
    return a.sum() - 0.5 * a @ gram @ a


def logistic(x, y, decay):
    """Newton's method on mean log(1 + exp(-y x w)) + decay/2 ||w||^2."""
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(y * (x @ w)))
        gradient = -(x.T @ (y * p)) / len(y) + decay * w
        hessian = (x.T * (p * (1 - p))) @ x / len(y) + decay * np.eye(len(w))
        w -= np.linalg.solve(hessian, gradient)
    return np.log1p(np.exp(-y * (x @ w))).mean() + decay / 2 * w @ w


out, source = sys.argv[1:]
data = torch.load(source)
x, y, c, decay = data["inputs"].numpy(), data["targets"].numpy(), float(data["c"]), float(data["decay"])
optima = {"svm": svm_dual(x, y, c), "svm-bias": svm_dual_bias(x, y, c), "logistic": logistic(x, y, decay)}
torch.save({name: torch.tensor(float(value), dtype=torch.float64) for name, value in optima.items()}, out)
