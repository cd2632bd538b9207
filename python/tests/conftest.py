"""What the tests share: run directories written by hand, and the program where it is."""
from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Union

import pytest

import largestep
from largestep.program import find_program

ROOT = Path(__file__).resolve().parents[2]


def write_run(path: Path, **files: Union[str, bytes]) -> largestep.Run:
    """A run directory with a config.toml and these files: ``steps="..."`` is steps.csv, ``run`` is run.json."""
    path.mkdir(parents=True, exist_ok=True)
    contents = {"config": 'problem = "svm"\nstep-size = 0.5\nepochs = 3\nsteps = 0\n', **files}
    for name, content in contents.items():
        file = path / {"config": "config.toml", "run": "run.json"}.get(name, f"{name}.csv")
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return largestep.Run(path)


def metrics_csv(*rows: str) -> str:
    return "\n".join([",".join(largestep.COLUMNS["metrics"]), *rows, ""])


def sparsity_csv(*rows: str) -> str:
    return "\n".join([",".join(largestep.COLUMNS["sparsity"]), *rows, ""])


@pytest.fixture(scope="session")
def program() -> str:
    """The program's path; the test is skipped where there is none."""
    try:
        return find_program()
    except largestep.Error as error:
        pytest.skip(f"no program: {error}")


@pytest.fixture(scope="session")
def images(program: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with images to train on, drawn if $LARGESTEP_DATA names none."""
    if "LARGESTEP_DATA" in os.environ:
        return Path(os.environ["LARGESTEP_DATA"])
    from largestep.program import run_program

    path = tmp_path_factory.mktemp("images")
    run_program(["data", "synthesize", str(path), "--seed", "1"])
    return path


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without the program."""
    monkeypatch.delenv("LARGESTEP", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
