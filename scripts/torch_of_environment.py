"""The build backend of `pip install .`: scikit-build-core, given the PyTorch of the environment that pip installs into.

pip builds in an environment of its own, which has only what builds. The program must be linked to the PyTorch that it
will find when it runs, so that one is asked for: of $LARGESTEP_TORCH if that is the path of a Python, else of the Python
that pip runs with."""
import os
import pathlib
import shlex
import subprocess
import sys

from scikit_build_core.build import (  # noqa: F401 (the backend's other hooks)
    build_sdist,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)
from scikit_build_core import build as scikit_build

ROOT = pathlib.Path(__file__).resolve().parents[1]


def cmake_arguments():
    """What CMake is to be told of that PyTorch. Ends with a sentence where there is none, or no CUDA compiler for it."""
    python = os.environ.get("LARGESTEP_TORCH") or sys.executable
    # -I: without the folders by which pip hides the environment.
    if subprocess.run([python, "-I", "-c", "import torch"], check=False).returncode != 0:
        raise SystemExit(f"{python} has no PyTorch to build against: install one first (pip install torch), or the part "
                         "that reads runs alone (pip install ./python)")
    asked = subprocess.run([python, "-I", str(ROOT / "scripts/torch_from_python.py"), "arguments"], capture_output=True,
                           text=True, check=False)
    if asked.returncode != 0:
        raise SystemExit(asked.stderr.strip())
    return asked.stdout.splitlines()


def told_of_torch(build):
    """The hook, with CMake's arguments in $CMAKE_ARGS, after what stands there already."""
    def hook(wheel_directory, config_settings=None, metadata_directory=None):
        given = shlex.split(os.environ.get("CMAKE_ARGS", ""))
        os.environ["CMAKE_ARGS"] = shlex.join([*given, *cmake_arguments()])
        return build(wheel_directory, config_settings, metadata_directory)
    return hook


build_wheel = told_of_torch(scikit_build.build_wheel)
build_editable = told_of_torch(scikit_build.build_editable)
