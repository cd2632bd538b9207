"""Several runs side by side."""
from __future__ import annotations

import math
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Dict, List, Optional, Sequence, Tuple, Union

import pandas as pd

from .errors import Error
from .figure import blocks_of, draw_runs, fractions_of, to_svg
from .run import PathLike, Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Settings that shape no step of a run (lib/findings/experiment_key.h): they say where and how it was computed, and what
#: was recorded of it.
_IMMATERIAL = ("preset", "data", "test-size", "device", "threads", "rank-timeout", "kernels", "convolution", "cuda-graph",
               "deterministic", "eval-every", "sparsity-every", "measure-every", "measures", "measure-images", "weights-every",
               "checkpoint-every", "checkpoint-every-steps", "keep-checkpoints", "on-divergence", "tensorboard", "log-json", "quiet")
_METRICS = ("train_loss", "train_error", "test_loss", "test_error")


class Comparison:
    """Runs side by side: :attr:`table` and :meth:`figure`, which a notebook shows both.

    :param runs: at least one
    :param layer: whose distinct active fraction is drawn; ``None``: the last block's
    """

    def __init__(self, runs: Sequence[Run], layer: Optional[str] = None) -> None:
        if not runs:
            raise Error("there are no runs to compare", 2)
        self.runs = list(runs)
        self.layer = layer

    @property
    def table(self) -> pd.DataFrame:
        """One row a run, by name: the settings in which the runs differ, status, last losses and errors, and the last
        distinct active fraction of every block (a column ``distinct <layer>``). What no run has is left out."""
        settings = [_settings_used(run) for run in self.runs]
        names = dict.fromkeys(name for of_run in settings for name in of_run if name not in _IMMATERIAL)
        varied = [name for name in names if len({of_run.get(name) for of_run in settings}) > 1]
        rows: List[Dict[str, object]] = []
        for run, of_run in zip(self.runs, settings):
            final, sparsity = run.final, run.sparsity
            row: Dict[str, object] = {name: of_run.get(name) for name in varied}
            row["status"] = run.status
            row.update({name: final.get(name, float("nan")) for name in _METRICS})
            for layer in blocks_of(sparsity):
                row[f"distinct {layer}"] = fractions_of(sparsity, layer)["distinct_active_fraction"].iloc[-1]
            rows.append(row)
        index = pd.Index([run.name for run in self.runs], name="run")
        return pd.DataFrame(rows, index=index).dropna(axis="columns", how="all")

    def figure(self) -> Figure:
        """Training loss, test error, distinct active fraction and step size over the epochs, a line a run."""
        return draw_runs(self.runs, self.layer)

    def __repr__(self) -> str:
        return repr(self.table)

    def _repr_html_(self) -> str:
        return f"<div>{to_svg(self.figure())}{self.table.to_html(float_format='{:.4g}'.format)}</div>"


def _settings_used(run: Run) -> Dict[str, object]:
    """The settings, with the largest step size of a schedule of points, which takes no notice of step-size."""
    settings: Dict[str, object] = dict(run.settings)
    if ":" in str(settings.get("schedule", "")):
        settings["step-size"] = run.steps["step_size"].max()
    return settings


def _by_numbers(path: Path) -> List[Tuple[float, str]]:
    """A key that sorts names with numbers in them by these: step-size=0.5 before step-size=1e+1, seed=2 before seed=10."""
    parts = re.split(r"(\d+(?:\.\d+)?(?:e[+-]?\d+)?)", path.name)
    return [(float(part), "") if place % 2 else (math.inf, part) for place, part in enumerate(parts)]


def compare(runs: Union[PathLike, Sequence[Union[PathLike, Run]]], layer: Optional[str] = None) -> Comparison:
    """Puts runs side by side.

    :param runs: runs or their directories, or one folder, which counts as the runs in it by name
    :param layer: whose distinct active fraction is drawn, such as ``"layer4.1.relu2"``; ``None``: the last block's
    :raises Error: (2) there are none; (3) one is no run
    """
    if isinstance(runs, (str, os.PathLike)):
        folder = Path(runs)
        found = sorted((path.parent for path in folder.glob("*/config.toml")), key=_by_numbers)
        if not found:
            raise Error(f"there are no runs in {folder}", 3)
        return Comparison([Run(path) for path in found], layer)
    return Comparison([run if isinstance(run, Run) else Run(run) for run in runs], layer)
