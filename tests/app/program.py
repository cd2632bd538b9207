"""The program as the tests of this folder start it, and what it leaves behind. Needs $LARGESTEP and $LARGESTEP_DATA."""
import csv
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["LARGESTEP"]
DATA = pathlib.Path(os.environ["LARGESTEP_DATA"])


def run(*arguments, **options):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=300, **options)


def succeed(*arguments, **options):
    """The same of a command that must not fail."""
    result = run(*arguments, **options)
    if result.returncode != 0:
        raise AssertionError(f"{arguments}: exit code {result.returncode}: {result.stderr}")
    return result


def rows(path):
    """A CSV file as a list of {column: text}."""
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def wait_until(condition, *processes, seconds=240):
    """Waits while all of the processes, whose stderr is a pipe, go on."""
    deadline = time.monotonic() + seconds
    while not condition():
        for process in processes:
            if process.poll() is not None:
                raise AssertionError(f"ended with {process.returncode} before its time: {process.stderr.read()}")
        if time.monotonic() > deadline:
            for process in processes:
                process.kill()
            raise AssertionError(f"waited {seconds} s in vain: {[process.communicate()[1] for process in processes]}")
        time.sleep(0.005)


class Case(unittest.TestCase):
    """A test with a directory of its own."""

    prefix = None  # of the directory's name

    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix=self.prefix)))

    def train(self, name, *arguments):
        succeed("train", *arguments, "--out", self.directory / name)
        return self.directory / name

    def refused(self, code, *arguments, says, **options):
        """A command that must end with this exit code and one sentence that has the text, or all of the texts."""
        result = run(*arguments, **options)
        self.assertEqual(result.returncode, code, f"{arguments}: {result.stderr}")
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
        self.assertTrue(result.stderr.startswith("largestep: "), result.stderr)
        for text in says if isinstance(says, (list, tuple)) else [says]:
            self.assertIn(str(text), result.stderr)
