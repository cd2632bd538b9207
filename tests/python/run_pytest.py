"""Runs files of pytest so that no test is skipped in silence, as run_tests.py does with unittest: run_pytest.py FILE...

Skips everything where a module that all of the files need is missing. $LARGESTEP_SKIPS and $LARGESTEP_TORCH_VERSION are
those of run_tests.py."""
import importlib
import os
import pathlib
import sys

from linked_torch import refuse_another_torch
from run_tests import EVERYTHING_SKIPPED, record_lines

# What the files need, and Debian's package.
NEEDED = {"pytest": "python3-pytest", "pandas": "python3-pandas", "matplotlib": "python3-matplotlib", "torch": "python3-torch"}


def missing():
    """Why nothing can be run, or None."""
    for module, package in NEEDED.items():
        try:
            importlib.import_module(module)
        except ModuleNotFoundError:
            return f"{sys.executable} has no {module}: apt-get install {package}"
    return None


class Recorder:
    """A plugin of pytest's that keeps what was skipped and why."""

    def __init__(self):
        self.skipped = []
        self.passed = 0

    def pytest_runtest_logreport(self, report):
        name = report.nodeid.rpartition("/")[2].replace(".py::", ".")
        if report.skipped:
            self.skipped.append((name, report.longrepr[2].removeprefix("Skipped: ")))
        elif report.when == "call" and report.passed:
            self.passed += 1

    def pytest_collectreport(self, report):
        if report.skipped:
            self.skipped.append((pathlib.Path(report.nodeid).stem, report.longrepr[2].removeprefix("Skipped: ")))


def main():
    files = [str(pathlib.Path(name).resolve()) for name in sys.argv[1:]]
    recorder = Recorder()
    reason = missing()
    if reason:
        recorder.skipped = [(pathlib.Path(name).stem, reason) for name in files]
        code = 0
    else:
        import pytest

        refuse_another_torch(os.environ.get("LARGESTEP_TORCH_VERSION"))
        code = pytest.main(["-q", "-p", "no:cacheprovider", *files], plugins=[recorder])
    if os.environ.get("LARGESTEP_SKIPS"):
        record_lines(recorder.skipped, pathlib.Path(os.environ["LARGESTEP_SKIPS"]))
    if code not in (0, 5):  # 5: pytest has collected nothing
        return int(code)
    if recorder.passed:
        return 0
    return EVERYTHING_SKIPPED if recorder.skipped else f"there are no tests in {' '.join(files)}"


if __name__ == "__main__":
    sys.exit(main())
