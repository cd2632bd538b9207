"""The CSV files of a run directory as pandas DataFrames."""
from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any, Dict, Mapping, Tuple

import pandas as pd

from .errors import Error

#: The columns of each file and what is in them, with units; docs/RUN_FILES.md says more. Fractions and errors are in
#: [0, 1], losses in nats where they are cross-entropies. NaN: not measured.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "steps": {
        "step": "steps taken, from 1",
        "epoch": "elapsed epochs at which the schedule gave the step size",
        "step_size": "step size",
        "loss": "mean loss of the training batch before the step, without the L2 term",
    },
    "metrics": {
        "step": "steps taken; 0: before the first",
        "epoch": "elapsed epochs of the last step taken",
        "train_loss": "mean loss on the probe set",
        "train_error": "fraction of the probe set that is misclassified",
        "test_loss": "mean loss on the test set",
        "test_error": "fraction of the test set that is misclassified",
        "step_size": "step size of the last step taken",
        "evaluation_seconds": "wall-clock seconds of the evaluation",
        "validation_loss": "mean loss on the images held out",
        "validation_error": "fraction of the images held out that is misclassified",
        "average_test_loss": "mean loss of the weight average on the test set",
        "average_test_error": "fraction of the test set that the weight average misclassifies",
        "sampled_train_loss": "mean loss on training images drawn anew and augmented",
    },
    "sparsity": {
        "step": "steps taken",
        "epoch": "elapsed epochs",
        "source": "probe: the probe set at an evaluation; batch: a training batch",
        "layer": "name of the layer, in forward order",
        "units": "activations of one image",
        "images": "images measured",
        "active_fraction": "fraction of activations above 0",
        "distinct_active_fraction": "the same without units that duplicate another",
        "dead_fraction": "fraction of units above 0 for no image",
    },
    "measures": {
        "step": "steps taken",
        "epoch": "elapsed epochs",
        "measure": "name of the measure",
        "layer": "layer or block; empty: the whole network",
        "figure": "name of the metric",
        "value": "its value",
    },
    "weights": {
        "step": "steps taken",
        "epoch": "elapsed epochs",
        "parameter": "name of the parameter",
        "index": "position in it, row-major",
        "value": "the weight",
    },
    "curve": {
        "step": "steps taken",
        "epoch": "elapsed epochs",
        "x": "input",
        "y": "output of the fitted function",
    },
    "surface": {
        "x": "first weight",
        "y": "second weight",
        "loss": "training loss there",
    },
}

#: Those that a table may lack, as it does in runs of before they were recorded.
_OPTIONAL: Mapping[str, Tuple[str, ...]] = {
    "metrics": ("step_size", "evaluation_seconds", "validation_loss", "validation_error", "average_test_loss", "average_test_error",
                "sampled_train_loss"),
    "sparsity": ("images",),
}

#: What makes pandas read numbers to the bit, which later versions do unasked.
_TO_THE_BIT: Dict[str, Any] = {"float_precision": "round_trip"} if int(pd.__version__.split(".")[0]) < 4 else {}

_COUNTS = ("step", "units", "images", "index")
_TEXTS = ("source", "layer", "measure", "figure", "parameter")


def _type_of(column: str) -> str:
    if column in _TEXTS:
        return "object"
    return "int64" if column in _COUNTS else "float64"


def read_table(path: Path) -> pd.DataFrame:
    """A table of a run, ``attrs["columns"]`` of which says what its columns hold.

    A file that is not there (yet) is a table without rows; of one that is being written, a torn last row does not count.
    Numbers are read to the bit.

    :raises Error: (3) it can't be read, is no such table or lacks a column
    """
    known = COLUMNS[path.stem]
    text = _whole_rows(path)
    names = text.split("\n", 1)[0].split(",") if text else list(known)
    lacking = [name for name in known if name not in names and name not in _OPTIONAL.get(path.stem, ())]
    if lacking:
        raise Error(f"{path} is no table of a run: it has no column {lacking[0]}", 3)
    types = {name: _type_of(name) for name in names}
    empty = {name: [""] for name in names if types[name] != "object"}
    if not text:
        table = pd.DataFrame({name: pd.Series(dtype=types[name]) for name in names})
    else:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", pd.errors.ParserWarning)  # rows longer than the header
                warnings.filterwarnings("ignore", message=".*float_precision")
                table = pd.read_csv(io.StringIO(text), dtype=types, na_values=empty, keep_default_na=False, index_col=False,
                                    **_TO_THE_BIT)
        except (ValueError, pd.errors.ParserWarning) as error:  # pandas' ParserError is a ValueError
            raise Error(f"{path} is no table of a run: {' '.join(str(error).split())}", 3) from error
    table.attrs["columns"] = {name: known[name] for name in names if name in known}
    return table


def _whole_rows(path: Path) -> str:
    """The text of a file up to its last newline; "" if there is no such file or no whole row in it."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise Error(f"{path} can't be read: {error.strerror}", 3) from error
    try:
        return data[: data.rfind(b"\n") + 1].decode()
    except UnicodeDecodeError as error:
        raise Error(f"{path} is no table of a run: it is not text", 3) from error
