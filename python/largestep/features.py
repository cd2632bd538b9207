"""How sparse the features of any network are, by the code of ``largestep features``."""
from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, Union

import numpy as np

from .errors import Error
from .program import run_program

if TYPE_CHECKING:
    import torch
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Sparsity:
    """What ``largestep features`` measures of a matrix; docs/MEASURES.md has the definitions."""

    images: int
    units: int
    active_fraction: float  #: of all entries are above 0
    dead_fraction: float  #: of the units are above 0 for no image
    sampled_units: int  #: units drawn for the next four, all if there are at most 1000
    seed: int  #: of that drawing
    threshold: float  #: correlation above which two units are duplicates
    distinct_active_fraction: float  #: as active_fraction, without the entries of dead and duplicate units
    duplicate_fraction: float  #: of the units are duplicates of another
    components_99: int  #: principal components that carry 99 % of the variance
    effective_rank: float  #: exponential of the entropy of the singular values
    histogram: Dict[str, int]  #: units by the share of images for which they are above 0, in twentieths


def sparsity(features: Union[ArrayLike, torch.Tensor], *, threshold: float = 0.95, seed: int = 0, threads: int = 0) -> Sparsity:
    """Measures features by the same code as the command.

    :param features: [images, units, ...] after a ReLU, of NumPy or PyTorch, at least 2 images; dimensions after the first
        are units
    :param threshold: correlation above which two units are duplicates, in (0, 1)
    :param seed: of drawn units, where there are more than 1000
    :param threads: CPU threads (0: all cores)
    :raises Error: (127) the program is not here; (2) a value out of range; (3) features that can't be measured
    """
    with tempfile.TemporaryDirectory(prefix="largestep-") as folder:
        path = Path(folder) / "features.npy"
        np.save(path, _as_array(features), allow_pickle=False)
        try:
            text = run_program(["features", str(path), f"--threshold={threshold!r}", f"--seed={seed}", f"--threads={threads}",
                                "--json", "-"])
        except Error as error:  # of a file that the caller does not know
            raise Error(str(error).replace(str(path), "features"), error.exit_code) from None
    measured: Dict[str, Any] = json.loads(text)
    return Sparsity(**{name: measured[name] for name in Sparsity.__dataclass_fields__})


def _as_array(features: Any) -> Any:
    if not hasattr(features, "detach"):
        array = np.asarray(features)
        if array.dtype.kind not in "biuf":
            raise Error(f"features must be numbers, but are {array.dtype.name}", 3)
        return array
    tensor = features.detach().cpu()
    # NumPy has no bfloat16, of which float32 holds every value.
    return (tensor.float() if str(tensor.dtype) == "torch.bfloat16" else tensor).numpy()
