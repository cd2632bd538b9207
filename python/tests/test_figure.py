"""What is drawn of runs."""
from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import largestep
from largestep.figure import _COLOURS
from conftest import ROOT, metrics_csv, sparsity_csv, write_run

STEPS = "step,epoch,step_size,loss\n"


def panels(figure: Figure) -> dict:
    """{title: its lines}"""
    return {axis.get_title(loc="left"): axis.get_lines() for axis in figure.findobj(Axes) if axis.axison}


def test_the_step_size_keeps_its_corners(tmp_path: Path) -> None:
    sizes = [0.5] * 9000 + [0.05] * 3 + [0.005] * 5000
    run = write_run(tmp_path / "run", steps=STEPS + "".join(f"{i},{i / 100},{size},1\n" for i, size in enumerate(sizes, 1)))
    [line] = panels(run.figure())["step size"]
    assert list(zip(*line.get_data())) == [(0.01, 0.5), (90, 0.5), (90.01, 0.05), (90.03, 0.05), (90.04, 0.005), (140.03, 0.005)]


def test_of_many_losses_a_mean_over_neighbours_is_drawn(tmp_path: Path) -> None:
    losses = np.random.default_rng(1).random(4000) + 0.1
    run = write_run(tmp_path / "run", steps=STEPS + "".join(f"{i},{i},0.1,{loss}\n" for i, loss in enumerate(losses, 1)))
    [line] = panels(run.figure())["training loss of the batches"]
    np.testing.assert_allclose(line.get_ydata(), losses.reshape(-1, 4).mean(1), rtol=1e-12)
    np.testing.assert_allclose(line.get_xdata(), np.arange(1, 4001).reshape(-1, 4).mean(1))


def test_losses_that_are_no_positive_numbers_are_left_out(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", steps=STEPS + "1,1,0.1,2\n2,2,0.1,inf\n3,3,0.1,\n4,4,0.1,0\n5,5,0.1,1\n")
    assert list(panels(run.figure())["training loss of the batches"][0].get_ydata()) == [2, 1]


def test_the_test_loss_is_drawn_where_there_is_no_test_error(tmp_path: Path) -> None:
    regression = write_run(tmp_path / "regression", metrics=metrics_csv("0,0,3,,2,,,,,,,,", "9,1,1,,1,,,,,,,,"))
    classes = write_run(tmp_path / "classes", metrics=metrics_csv("0,0,3,,2,0.9,,,,,,,", "9,1,1,,1,0.25,,,,,,,"))
    assert list(panels(regression.figure())) == ["test loss"]
    assert list(panels(classes.figure())) == ["test error"]
    assert list(panels(classes.figure())["test error"][0].get_ydata()) == [0.9, 0.25]


def test_of_one_run_all_blocks_are_drawn_of_several_the_last_or_the_one_asked_for(tmp_path: Path) -> None:
    runs = [write_run(tmp_path / name, sparsity=sparsity_csv(
        "0,0,probe,stem,4,9,0.5,,0", "0,0,probe,one,4,9,0.5,0.4,0", f"0,0,probe,two,4,9,0.5,{two},0",
        "0,0,batch,two,4,9,0.5,0.9,0", "5,1,probe,stem,4,9,0.5,,0", "5,1,probe,one,4,9,0.5,0.3,0", f"5,1,probe,two,4,9,0.5,{two},0"))
            for name, two in (("a", 0.25), ("b", 0.75))]
    assert [line.get_label() for line in panels(runs[0].figure())["distinct active fraction"]] == ["one", "two"]
    of_two = panels(largestep.compare(runs).figure())["distinct active fraction of two"]
    assert [list(line.get_ydata()) for line in of_two] == [[0.25, 0.25], [0.75, 0.75]]
    of_one = panels(largestep.compare(runs, layer="one").figure())["distinct active fraction of one"]
    assert [list(line.get_ydata()) for line in of_one] == [[0.4, 0.3]] * 2


def test_the_colours_are_those_of_the_report() -> None:
    palette = (ROOT / "lib/figures/palette.h").read_text()
    assert list(_COLOURS) == re.findall(r"#[0-9a-f]{6}", palette[palette.index("kPalette{") : palette.index("};")])


def test_matplotlib_is_left_as_it_was(tmp_path: Path) -> None:
    write_run(tmp_path / "run", steps=STEPS + "1,1,0.1,2\n")
    script = ("import sys, matplotlib, largestep; matplotlib.rcParams['svg.fonttype'] = 'none'\n"
              f"page = largestep.Run({str(tmp_path / 'run')!r})._repr_html_()\n"
              "assert '<text' not in page and matplotlib.rcParams['svg.fonttype'] == 'none'\n"
              "assert 'matplotlib.pyplot' not in sys.modules")
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize("count", [1, 2, 9])
def test_every_run_is_named_once_and_looks_like_no_other(tmp_path: Path, count: int) -> None:
    runs = [write_run(tmp_path / f"run{i}", steps=STEPS + "1,1,0.1,2\n2,2,0.1,1\n") for i in range(count)]
    figure = largestep.compare(runs).figure()
    lines = panels(figure)["training loss of the batches"]
    assert len({(line.get_color(), line.get_linestyle()) for line in lines}) == count
    legends = [legend for part in figure.subfigs for legend in part.legends]
    named = [text.get_text() for legend in legends for text in legend.get_texts()]
    assert named == ([run.name for run in runs] if count > 1 else [])
