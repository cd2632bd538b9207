"""Starts the program to train, and hands back the run."""
from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import List, Optional, Sequence, Union

from .program import failure, find_program, said_lines
from .progress import Progress
from .run import PathLike, Run, Setting

_SECONDS_BETWEEN_LOOKS = 0.2


def train(
    preset: Optional[str] = None,
    *,
    out: Optional[PathLike] = None,
    resume: bool = False,
    config: Optional[PathLike] = None,
    progress: bool = True,
    **settings: Union[Setting, Sequence[Setting], None],
) -> Run:
    """Runs ``largestep train`` to its end.

    Interrupted (Ctrl-C, a notebook's stop), it has the program save the state and stop, and says how to go on in the
    KeyboardInterrupt that it raises; interrupted again, it stops it at once.

    :param preset: settings to start from; ``largestep presets`` lists them
    :param out: run directory; ``None``: a new one in ``runs/``
    :param resume: continue the run in ``out``
    :param config: TOML file with settings
    :param progress: show a bar
    :param settings: any setting of ``largestep train --help``, with underscores: ``step_size=0.05, augment=False``
    :raises Error: with the program's sentence and exit code; the run as far as it came is in ``out``
    """
    directory = Path(out) if out is not None else _new_directory(preset or str(settings.get("problem", "resnet18-cifar10")))
    command = [find_program(), "train", "--out", str(directory)]
    command += ["--resume"] if resume else []
    command += flag_of("preset", preset)
    command += [f"--config={config}"] if config is not None else []
    command += [word for name, value in settings.items() for word in flag_of(name, value)]
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        code = _follow(command, directory, progress, said.fileno())
        said.seek(0)
        stderr = said.read()
    if code != 0:
        raise failure(code, stderr)
    for line in said_lines(stderr):
        print(line, file=sys.stderr)
    return Run(directory)


def flag_of(name: str, value: Union[Setting, Sequence[Setting], None]) -> List[str]:
    """A setting as the words of a command line: ``step_size=0.05`` is ``--step-size=0.05``, ``augment=False`` is
    ``--no-augment``; ``None`` and ``""`` stand for the default, as in a run's settings."""
    flag = "--" + name.replace("_", "-")
    if isinstance(value, bool):
        return [flag if value else flag.replace("--", "--no-", 1)]
    text = ",".join(map(str, value)) if isinstance(value, (list, tuple)) else "" if value is None else str(value)
    return [f"{flag}={text}"] if text else []


def _new_directory(name: str) -> Path:
    """runs/<name>-<date-time>, as the program would call it, which nothing has yet."""
    path = Path("runs") / f"{name}-{time.strftime('%Y%m%d-%H%M%S')}"
    number = 1
    candidate = path
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.name}-{number}")
    return candidate


def _follow(command: List[str], directory: Path, shown: bool, stderr: int) -> int:
    """Runs the command and shows how far it is. Returns its exit code, after an interrupt raises KeyboardInterrupt."""
    # In a session of its own: an interrupt reaches it once, from here, and not a second time from the terminal.
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr,
                               start_new_session=True)
    bar = Progress(directory, shown)
    try:
        while True:
            try:
                process.wait(_SECONDS_BETWEEN_LOOKS)
                bar.update()
                return process.returncode
            except subprocess.TimeoutExpired:
                bar.update()
    except KeyboardInterrupt:
        _stop(process)
        if (directory / "checkpoints" / "last.pt").exists():
            how = f"the run is saved; go on with largestep.train(out={str(directory)!r}, resume=True)"
        else:
            how = "nothing is saved"
        raise KeyboardInterrupt(f"stopped: {how}") from None
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
        bar.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Asks the program to save and stop, and waits until it has; each further interrupt asks again."""
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait()
        except KeyboardInterrupt:
            continue
