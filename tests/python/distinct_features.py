"""The paper's distinct active fraction in NumPy: OUT SEED. Saves the features, too."""
import sys

import numpy as np
import torch

random = np.random.RandomState(int(sys.argv[2]))
images, units = 300, 40
base = np.maximum(random.randn(images, units), 0).astype(np.float32)
base[:, 3] = 0  # never active
base[:, 7] = 0.5  # constant: correlates with nothing
for copy, original, noise in [(10, 2, 0.01), (11, 2, 0.02), (20, 12, 0.3), (21, 20, 0.01), (30, 29, 0.1), (31, 30, 0.3)]:
    base[:, copy] = np.maximum(base[:, original] * 2 + noise * random.randn(images), 0)

kept = [unit for unit in range(units) if (base[:, unit] > 0).any()]
with np.errstate(invalid="ignore"):
    correlation = np.corrcoef(base[:, kept].T)
remaining = list(range(len(kept)))
for i in range(len(kept)):
    if any(j != i and abs(correlation[i, j]) > 0.95 for j in remaining):
        remaining.remove(i)
survivors = [kept[i] for i in remaining]
torch.save(
    {
        "features": torch.from_numpy(base),
        "distinct": torch.tensor((base[:, survivors] > 0).sum() / base.size, dtype=torch.float64),
        "duplicates": len(kept) - len(survivors),
        "never_active": units - len(kept),
    },
    sys.argv[1],
)
