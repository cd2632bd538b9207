"""A run directory, read."""
from __future__ import annotations

import html
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, Union

import pandas as pd

from .errors import Error
from .figure import draw_runs, to_svg
from .tables import read_table

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    import torch
    from matplotlib.figure import Figure

#: A value of config.toml.
Setting = Union[bool, int, float, str]
#: Where a run directory is.
PathLike = Union[str, "os.PathLike[str]"]


class Run:
    """A run directory, as ``largestep train`` leaves it or is filling it.

    Files are read anew whenever they are asked for, so a run in progress can be followed.

    :param path: the directory, with a ``config.toml``
    :raises Error: (3) there is no run
    """

    def __init__(self, path: PathLike) -> None:
        if not os.fspath(path):
            raise Error("the name of the run is empty", 2)
        self.path = Path(path)
        if not (self.path / "config.toml").is_file():
            raise Error(f"there is no run in {self.path}: it has no config.toml", 3)

    @property
    def name(self) -> str:
        """The directory's name."""
        return self.path.resolve().name

    @property
    def settings(self) -> Dict[str, Setting]:
        """Every setting with its resolved value, by the name it has on the command line: ``settings["step-size"]``."""
        try:
            with open(self.path / "config.toml", "rb") as file:
                settings = tomllib.load(file)
        except (OSError, ValueError, RecursionError) as error:
            raise Error(f"{self.path / 'config.toml'} can't be read: {error}", 3) from error
        for name, value in settings.items():
            if not isinstance(value, (bool, int, float, str)):
                raise Error(f"{self.path / 'config.toml'} can't be read: {name} is no setting's value", 3)
        return settings

    @property
    def info(self) -> Dict[str, Any]:
        """What ran where and how it ended: ``run.json``; empty if it has not been written yet."""
        path = self.path / "run.json"
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise Error(f"{path} can't be read: {error.strerror}", 3) from error
        try:
            info = json.loads(content.decode())
        except (ValueError, RecursionError) as error:  # of the bytes, the text or its brackets
            raise Error(f"{path} is damaged: {error}", 3) from error
        if not isinstance(info, dict):
            raise Error(f"{path} is damaged: it is not a JSON object", 3)
        return info

    @property
    def status(self) -> str:
        """running (or killed), finished, stopped, diverged or failed."""
        return str(self.info.get("status", "running"))

    @property
    def steps(self) -> pd.DataFrame:
        """One row a step: step, epoch, step_size, loss (:data:`COLUMNS` has all units)."""
        return read_table(self.path / "steps.csv")

    @property
    def metrics(self) -> pd.DataFrame:
        """One row an evaluation: losses and errors on the probe set and the test set."""
        return read_table(self.path / "metrics.csv")

    @property
    def sparsity(self) -> pd.DataFrame:
        """One row a layer and measurement: active, distinct active and dead fractions."""
        return read_table(self.path / "sparsity.csv")

    @property
    def measures(self) -> pd.DataFrame:
        """One row a metric and measurement (``measure_every``); without rows if none was asked for."""
        return read_table(self.path / "measures.csv")

    @property
    def weights(self) -> pd.DataFrame:
        """One row a weight and step (``weights_every``); without rows if none was asked for."""
        return read_table(self.path / "weights.csv")

    @property
    def curve(self) -> pd.DataFrame:
        """The fitted function of ``relu-1d`` (``weights_every``)."""
        return read_table(self.path / "curve.csv")

    @property
    def surface(self) -> pd.DataFrame:
        """The loss around the path of a problem of two numbers (``weights_every``)."""
        return read_table(self.path / "surface.csv")

    @property
    def final(self) -> Dict[str, float]:
        """The last evaluation by column; empty before the first."""
        metrics = self.metrics
        return {} if metrics.empty else {str(name): float(value) for name, value in metrics.iloc[-1].items()}

    def state_dict(self, epoch: int | None = None) -> Dict[str, torch.Tensor]:
        """The network's parameters and buffers, on the CPU, for ``load_state_dict`` of the PyTorch module of the same
        architecture: names and shapes are those of the public ResNet-18 for CIFAR-10 (lib/checkpoint/FORMAT.md).

        Nothing in the file is executed.

        :param epoch: of the checkpoint that was kept after that epoch; ``None``: the last state saved
        :raises Error: (3) there is no such checkpoint, or it is none
        """
        try:
            import torch
        except ModuleNotFoundError as error:
            raise Error("state_dict() needs PyTorch: pip install torch", 127) from error
        path = self.path / "checkpoints" / ("last.pt" if epoch is None else f"epoch-{epoch:04}.pt")
        if not path.is_file():
            raise Error(f"there is no checkpoint {path}", 3)
        try:
            model = torch.load(path, map_location="cpu", weights_only=True)["model"]
        except Exception as error:  # PyTorch names no type for a damaged file
            raise Error(f"{path} is not a checkpoint: {' '.join(str(error).split())}", 3) from error
        return dict(model)

    def figure(self) -> Figure:
        """Training loss, test error and distinct active fractions over the epochs, and the step size: what was recorded
        of these."""
        return draw_runs([self])

    def __repr__(self) -> str:
        return f"Run({str(self.path)!r})"

    def _repr_html_(self) -> str:
        final = self.final
        facts = [str(self.settings.get("preset") or self.settings.get("problem", "")), self.status]
        for name, unit in (("train_loss", ""), ("test_error", "%"), ("test_loss", "")):
            value = final.get(name, float("nan"))
            if value == value:
                shown = f"{100 * value:.2f} %" if unit == "%" else f"{value:.4g}"
                facts.append(f"{name.replace('_', ' ')} {shown}")
        line = f"<p><b>{html.escape(self.name)}</b>: {html.escape(', '.join(facts))}</p>"
        return f"<div>{line}{to_svg(self.figure())}</div>"
