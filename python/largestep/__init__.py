"""Reads runs of largestep, and starts the program where it is installed.

>>> run = largestep.Run("runs/large")
>>> run.metrics.plot("epoch", "test_error")
>>> largestep.compare(["runs/small", "runs/large"])
>>> largestep.train("quickstart-large-50", seed=1)
>>> largestep.sparsity(features)

Every failure is a :class:`largestep.Error`. docs/PYTHON.md has more.
"""
from .comparison import Comparison, compare
from .errors import Error
from .features import Sparsity, sparsity
from .run import Run
from .tables import COLUMNS
from .training import train

__version__ = "0.1.0"

__all__ = ["COLUMNS", "Comparison", "Error", "Run", "Sparsity", "compare", "sparsity", "train"]
