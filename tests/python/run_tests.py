"""Runs suites of a test script so that no test is skipped in silence: run_tests.py SCRIPT [SUITE...]

What was skipped and why is written to $LARGESTEP_SKIPS (tests/CMakeLists.txt sets it, scripts/list_skipped_tests.py reads
it), one line "script.Suite.test<tab>reason" each; if everything was skipped, the exit code is 77, which CTest calls
"Skipped". tests/main.cpp does the same for GoogleTest. $LARGESTEP_TORCH_VERSION is the LibTorch the program is linked to."""
import importlib
import os
import pathlib
import sys
import unittest

from linked_torch import refuse_another_torch, saying_what_is_missing

EVERYTHING_SKIPPED = 77  # SKIP_RETURN_CODE in tests/CMakeLists.txt


class Result(unittest.TextTestResult):
    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


class Runner(unittest.TextTestRunner):
    resultclass = Result


def load(script):
    """The script as a module. Ends with a sentence if what it imports is missing or another PyTorch."""
    sys.path.insert(0, str(script.parent))
    with saying_what_is_missing():
        module = importlib.import_module(script.stem)
    if "torch" in sys.modules:
        refuse_another_torch(os.environ.get("LARGESTEP_TORCH_VERSION"))
    return module


def record_lines(skipped, path):
    """Writes pairs of the name of a test and why it was skipped."""
    lines = [f"{name}\t{' '.join(reason.split()) or 'no reason given'}\n" for name, reason in skipped]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines))
    for line in lines:
        print("skipped: " + line.rstrip().replace("\t", ": "))


def main():
    script = pathlib.Path(sys.argv[1]).resolve()
    result = unittest.main(load(script), argv=[script.name, *sys.argv[2:]], testRunner=Runner, exit=False).result
    if os.environ.get("LARGESTEP_SKIPS"):
        record_lines([(test.id(), reason) for test, reason in result.skipped], pathlib.Path(os.environ["LARGESTEP_SKIPS"]))
    if not result.wasSuccessful():
        return 1
    if result.passed == 0 and not result.skipped:
        return f"{script.name} has no such test"
    return 0 if result.passed else EVERYTHING_SKIPPED


if __name__ == "__main__":
    sys.exit(main())
