"""Shows how far a run is that another process trains."""
from __future__ import annotations

import math
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from .errors import Error
from .run import Run

_SECONDS_BETWEEN_LINES = 10.0


@dataclass
class _Place:
    """The newest rows of steps.csv."""

    step: int
    epoch: float
    loss: float  #: mean over the rows that came last; NaN where one has none


class StepFollower:
    """Reads what is appended to a steps.csv from now on, each row once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = path.stat().st_size if path.exists() else 0  # what another run, or this one before, has written

    def newest(self) -> Optional[_Place]:
        """Where the run is; ``None`` if it has taken no step since the last time."""
        try:
            with open(self._path, "rb") as file:
                if file.seek(0, 2) < self._read:  # a resumed run takes back rows that it computes again
                    self._read = 0
                file.seek(self._read)
                data = file.read()
        except FileNotFoundError:
            return None
        data = data[: data.rfind(b"\n") + 1]
        self._read += len(data)
        places = [place for place in map(_place_of, data.decode(errors="replace").splitlines()) if place is not None]
        if not places:
            return None
        return _Place(places[-1].step, places[-1].epoch, sum(place.loss for place in places) / len(places))


def _place_of(line: str) -> Optional[_Place]:
    """What a row says; ``None`` for the header and for a row that was read while it was written."""
    step, epoch, _, loss, *_ = line.split(",") + [""] * 4
    try:
        return _Place(int(step), float(epoch), float(loss) if loss else math.nan)
    except ValueError:
        return None


class Progress:
    """A bar of tqdm's, or lines on stderr where tqdm is not installed.

    :param path: run directory, which need not be there yet
    """

    def __init__(self, path: Path, shown: bool) -> None:
        self._path = path
        self._shown = shown
        self._follower = StepFollower(path / "steps.csv")
        self._total = 0.0
        self._in_steps = False
        self._bar: Any = None
        self._said = time.monotonic()

    def update(self) -> None:
        """Looks where the run is, and shows it."""
        if not self._shown:
            return
        place = self._follower.newest()
        if place is None or not self._knows_total():
            return
        done = float(place.step) if self._in_steps else place.epoch
        if self._bar is None:
            self._bar = _make_bar(self._total, done, "steps" if self._in_steps else "epochs")
        if self._bar is not None:
            self._bar.n = min(done, self._total)
            self._bar.set_postfix_str(f"loss {place.loss:.4g}")
        elif time.monotonic() - self._said >= _SECONDS_BETWEEN_LINES:
            self._said = time.monotonic()
            unit = "step" if self._in_steps else "epoch"
            print(f"{self._path}: {unit} {done:.6g} of {self._total:g}, loss {place.loss:.4g}", file=sys.stderr)

    def close(self) -> None:
        """Leaves the bar as it stands."""
        if self._bar is not None:
            self._bar.close()

    def _knows_total(self) -> bool:
        if not self._total:
            try:
                settings = Run(self._path).settings
            except Error:
                return False  # the program is about to write it
            self._in_steps = int(settings.get("steps", 0)) > 0
            self._total = float(settings["steps" if self._in_steps else "epochs"])
        return True


def _make_bar(total: float, done: float, unit: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that ipywidgets would look nicer
            from tqdm.auto import tqdm
    except ModuleNotFoundError:
        return None
    shown = "{n:.6g}" if unit == "steps" else "{n:.2f}"
    return tqdm(total=total, initial=done, unit=unit, mininterval=0,
                bar_format="{desc}{percentage:3.0f}%|{bar}| " + shown + "/{total:g} " + unit + " [{elapsed}<{remaining}{postfix}]")
