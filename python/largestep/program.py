"""The program ``largestep``: where it is, and what it says when it fails."""
from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import List, Sequence

from .errors import Error


def find_program() -> str:
    """The path of the program: $LARGESTEP, else beside this Python as ``pip install .`` puts it, else on the PATH.

    :raises Error: (127) it is nowhere there
    """
    named = os.environ.get("LARGESTEP")
    if named:
        found = shutil.which(named)
        if found is None:
            raise Error(f"$LARGESTEP is {named}, but there is no such program", 127)
        return found
    beside = Path(sysconfig.get_path("scripts")) / "largestep"
    found = shutil.which(str(beside)) or shutil.which("largestep")
    if found is None:
        raise Error("the program largestep is not here: build it (`pip install .` in a clone does), or say in $LARGESTEP where "
                    "it is", 127)
    return found


def run_program(arguments: Sequence[str]) -> str:
    """Runs the program to its end. Returns what it printed.

    :raises Error: with its sentence and exit code
    """
    ended = subprocess.run([find_program(), *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise failure(ended.returncode, ended.stderr)
    return ended.stdout


def failure(exit_code: int, stderr: str) -> Error:
    """The program's failure as an exception: its last sentence, without its name."""
    if exit_code < 0:  # by a signal, of which it said nothing
        exit_code = 128 - exit_code
    lines = said_lines(stderr)
    return Error(lines[-1] if lines else f"largestep ended with exit code {exit_code}", exit_code)


def said_lines(stderr: str) -> List[str]:
    """What the program said on stderr, without its name in front."""
    start = "largestep: "
    return [line[len(start) :] if line.startswith(start) else line for line in stderr.splitlines() if line.strip()]
