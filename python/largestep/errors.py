"""The one exception of this package."""
from __future__ import annotations


class Error(RuntimeError):
    """What went wrong, in one plain sentence: the program's own where the program said it.

    ``exit_code`` is the program's exit code, or the one it has for the like where it was not asked: 2 usage, 3 data or
    checkpoint, 4 diverged, 5 could not write, 6 another process of the run was lost; 127, as a shell has it: there is no
    program to run.
    """

    def __init__(self, sentence: str, exit_code: int) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code

    def __reduce__(self) -> tuple[type[Error], tuple[str, int]]:
        return Error, (str(self), self.exit_code)
