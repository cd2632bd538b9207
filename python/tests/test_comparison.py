"""Runs side by side."""
from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import largestep
from conftest import metrics_csv, sparsity_csv, write_run


def two_runs(folder: Path) -> None:
    for name, size, error in (("small", 0.1, 0.5), ("large", 0.7, 0.25)):
        write_run(folder / name, config=f'problem = "x"\nstep-size = {size}\nseed = 3\nthreads = {size}\n', run='{"status": "finished"}',
                  metrics=metrics_csv("0,0,2.3,0.9,2.3,0.9,,,,,,,", f"8,1,0.125,0,1.5,{error},0.1,,,,,,"),
                  sparsity=sparsity_csv("0,0,probe,pooled,4,9,0.5,0.5,0", f"8,1,probe,pooled,4,9,0.5,{size},0"))


def test_the_table_has_what_differs_and_how_it_ended(tmp_path: Path) -> None:
    two_runs(tmp_path)
    table = largestep.compare([tmp_path / "small", largestep.Run(tmp_path / "large")]).table
    assert list(table.columns) == ["step-size", "status", "train_loss", "train_error", "test_loss", "test_error", "distinct pooled"]
    assert table.loc["large"].tolist() == [0.7, "finished", 0.125, 0, 1.5, 0.25, 0.7]
    assert table.loc["small", "test_error"] == 0.5


def test_a_schedule_of_points_shows_the_step_size_that_was_taken(tmp_path: Path) -> None:
    two_runs(tmp_path)
    write_run(tmp_path / "points", config='problem = "x"\nstep-size = 0.05\nschedule = "0:2,0.5:0.2"\n',
              steps="step,epoch,step_size,loss\n1,0.5,2,1\n2,1,0.2,1\n")
    assert largestep.compare([tmp_path / "small", tmp_path / "points"]).table["step-size"].tolist() == [0.1, 2]


def test_what_only_one_run_has_is_nan_of_the_other(tmp_path: Path) -> None:
    two_runs(tmp_path)
    write_run(tmp_path / "new")
    table = largestep.compare([tmp_path / "small", tmp_path / "new"]).table
    assert table.loc["new", "status"] == "running" and np.isnan(table.loc["new", "distinct pooled"])


def test_a_folder_counts_as_its_runs(tmp_path: Path) -> None:
    two_runs(tmp_path)
    assert [run.name for run in largestep.compare(str(tmp_path)).runs] == ["large", "small"]
    for nothing, code in ((tmp_path / "small", 3), ([], 2), ([tmp_path], 3)):
        with pytest.raises(largestep.Error) as caught:
            largestep.compare(nothing)
        assert caught.value.exit_code == code


def test_the_runs_of_a_folder_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    names = ["step-size=0.5_seed=2", "step-size=0.5_seed=10", "step-size=1e+1_seed=0"]
    for name in names:
        write_run(tmp_path / name)
    assert [run.name for run in largestep.compare(tmp_path).runs] == names


def test_a_notebook_shows_the_picture_and_the_table(tmp_path: Path) -> None:
    two_runs(tmp_path)
    page = ElementTree.fromstring(largestep.compare(tmp_path)._repr_html_())
    assert [child.tag.split("}")[-1] for child in page] == ["svg", "table"]
    assert "distinct pooled" in "".join(page.itertext())
