"""Python's answers count only if its PyTorch is the one that the program is linked to: initial values, kernels and file
formats change between versions."""
import contextlib
import sys

REMEDY = "configure the build with another, -DLARGESTEP_PYTHON=/path/to/python3"


@contextlib.contextmanager
def saying_what_is_missing():
    """Ends the program with one sentence if an import fails because a module is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        sys.exit(f"{sys.executable} has no module {error.name}: install it there or {REMEDY}")


def refuse_another_torch(linked):
    """Ends the program with one sentence if Python's PyTorch has not the major and minor version of `linked`, "1.13.0" say.
    None: nothing is known of the program."""
    import torch

    if linked and torch.__version__.split(".")[:2] != linked.split(".")[:2]:
        sys.exit(f"{sys.executable} has PyTorch {torch.__version__}, but the program is linked to LibTorch {linked}, so their "
                 f"results need not agree: {REMEDY}")
