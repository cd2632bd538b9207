"""The package is typed, strictly."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1]


def test_mypy_has_nothing_to_say(tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="no mypy: apt-get install mypy")
    checked = subprocess.run([sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", "--cache-dir", tmp_path, "largestep"],
                             cwd=PACKAGE, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_who_uses_it_is_told_of_a_wrong_type(tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="no mypy: apt-get install mypy")
    assert (PACKAGE / "largestep/py.typed").exists()
    (tmp_path / "use.py").write_text("import largestep\n"
                                     "final: dict[str, float] = largestep.Run('runs/x').final\n"
                                     "code: str = largestep.Error('', 3).exit_code\n"
                                     "largestep.train(resume='yes')\n")
    checked = subprocess.run([sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", "--cache-dir", tmp_path,
                              tmp_path / "use.py"], cwd=PACKAGE, capture_output=True, text=True)
    assert [line.split(":")[1] for line in checked.stdout.splitlines() if ": error:" in line] == ["3", "4"], checked.stdout
