"""Draws runs, as a matplotlib figure and as SVG that needs nothing else."""
from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Sequence, Tuple, cast

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .run import Run

#: Those of the report (lib/figures/palette.h), which people tell apart however they see colours.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#5a50f0", "#c81838")
_DASHES = ("-", "--", ":", "-.")
_MOST_POINTS = 1000
_PANEL_INCHES = (4.4, 2.8)
_LEGEND_INCHES = 0.24  # a line of it


def blocks_of(sparsity: pd.DataFrame) -> List[str]:
    """The layers that have a distinct active fraction on the probe set, in forward order: a network's blocks."""
    probe = sparsity[(sparsity["source"] == "probe") & sparsity["distinct_active_fraction"].notna()]
    return [str(layer) for layer in probe["layer"].unique()]


def fractions_of(sparsity: pd.DataFrame, layer: str) -> pd.DataFrame:
    """The rows of that layer on the probe set, one a measurement."""
    return sparsity[(sparsity["source"] == "probe") & (sparsity["layer"] == layer)]


@dataclass
class _Line:
    epochs: pd.Series
    values: pd.Series
    run: int  #: place among the runs
    label: str = ""  #: what it is of the run, where that is not the panel's title


@dataclass
class _Panel:
    title: str
    log: bool = False
    percent: bool = False
    in_steps: bool = False
    lines: List[_Line] = field(default_factory=list)


def draw_runs(runs: Sequence[Run], layer: Optional[str] = None) -> Figure:
    """A panel over the epochs for each of training loss, test error, distinct active fraction and step size that a run has
    recorded.

    :param layer: whose distinct active fraction is drawn; ``None``: of one run all blocks', of several the last block's
    """
    panels = [panel for panel in _panels(runs, layer) if panel.lines]
    columns = min(2, max(1, len(panels)))
    rows = max(1, -(-len(panels) // columns))
    legend = _LEGEND_INCHES * len(runs) if len(runs) > 1 else 0.0
    width, height = _PANEL_INCHES[0] * columns, _PANEL_INCHES[1] * rows
    figure = Figure(figsize=(width, height + legend), layout="constrained")
    if not panels:
        figure.text(0.5, 0.5, "nothing is recorded yet", ha="center")
        return figure
    upper: Any = figure
    if legend:
        upper, lower = cast(Any, figure.subfigures(2, 1, height_ratios=(height, legend)))
        handles = [Line2D([], [], label=run.name, **_style(place)) for place, run in enumerate(runs)]
        lower.legend(handles=handles, loc="center left", frameon=False)
    axes = upper.subplots(rows, columns, squeeze=False).ravel()
    for place, axis in enumerate(axes):
        if place < len(panels):
            _draw_panel(panels[place], axis, len(runs))
            axis.set_xlabel("epochs" if place >= len(panels) - columns else "")
        else:
            axis.set_axis_off()
    return figure


def to_svg(figure: Figure) -> str:
    """The figure as an ``<svg>`` element: text as outlines, so that it looks the same wherever it is shown."""
    text = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "path"}):
        figure.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()[text.getvalue().index("<svg") :]


def _panels(runs: Sequence[Run], layer: Optional[str]) -> List[_Panel]:
    loss = _Panel("training loss of the batches", log=True)
    error = _Panel("test error", percent=True)
    test_loss = _Panel("test loss", log=True)
    distinct = _Panel("distinct active fraction")
    step_size = _Panel("step size", log=True, in_steps=True)
    layers_drawn = set()
    for place, run in enumerate(runs):
        steps, metrics, sparsity = run.steps, run.metrics, run.sparsity
        _add(loss, place, *_bucket_means(*_positive(steps, "loss")))
        _add(step_size, place, *_changes(*_positive(steps, "step_size")))
        _add(error, place, *_finite(metrics, "test_error"))
        _add(test_loss, place, *_positive(metrics, "test_loss"))
        blocks = blocks_of(sparsity)
        chosen = [layer] if layer is not None else blocks if len(runs) == 1 else blocks[-1:]
        for name in chosen:
            layers_drawn.add(name)
            _add(distinct, place, *_finite(fractions_of(sparsity, name), "distinct_active_fraction"), name)
    if len(layers_drawn) == 1:
        distinct.title += f" of {layers_drawn.pop()}"
        for line in distinct.lines:
            line.label = ""
    return [loss, error if error.lines else test_loss, distinct, step_size]


def _add(panel: _Panel, run: int, epochs: pd.Series, values: pd.Series, label: str = "") -> None:
    if len(values):
        panel.lines.append(_Line(epochs, values, run, label))


def _draw_panel(panel: _Panel, axis: Axes, runs: int) -> None:
    for number, line in enumerate(panel.lines):
        # A single point would be a line of no length.
        axis.plot(line.epochs, line.values, label=line.label, linewidth=1.4, marker="." if len(line.values) == 1 else "",
                  drawstyle="steps-pre" if panel.in_steps else "default", **_style(line.run if runs > 1 else number))
    axis.set_title(panel.title, loc="left", fontsize="medium")
    axis.spines[["top", "right"]].set_visible(False)
    axis.grid(True, linewidth=0.4, alpha=0.4)
    if panel.log:
        axis.set_yscale("log")
    if panel.percent:
        axis.yaxis.set_major_formatter(PercentFormatter(xmax=1, symbol=" %"))
    if runs == 1 and any(line.label for line in panel.lines):
        axis.legend(frameon=False, fontsize="small", loc="upper left", bbox_to_anchor=(1.0, 1.0))


def _style(place: int) -> Dict[str, Any]:
    return {"color": _COLOURS[place % len(_COLOURS)], "linestyle": _DASHES[place // len(_COLOURS) % len(_DASHES)]}


def _finite(table: pd.DataFrame, column: str) -> Tuple[pd.Series, pd.Series]:
    rows = table[np.isfinite(table[column])]
    return rows["epoch"], rows[column]


def _positive(table: pd.DataFrame, column: str) -> Tuple[pd.Series, pd.Series]:
    rows = table[np.isfinite(table[column]) & (table[column] > 0)]
    return rows["epoch"], rows[column]


def _bucket_means(epochs: pd.Series, values: pd.Series) -> Tuple[pd.Series, pd.Series]:
    """At most _MOST_POINTS points, each the mean over as many neighbours as any other: nothing is left out."""
    bucket: Any = np.arange(len(values)) // max(1, -(-len(values) // _MOST_POINTS))
    return epochs.groupby(bucket).mean(), values.groupby(bucket).mean()


def _changes(epochs: pd.Series, values: pd.Series) -> Tuple[pd.Series, pd.Series]:
    """The points at and before which the value changes, the first and the last: no corner is lost."""
    changed = values.ne(values.shift())
    kept = changed | changed.shift(-1, fill_value=True)
    return epochs[kept], values[kept]
