"""scripts/gpu_check.py says what failed and exits with 1, whatever it was. Nothing is built or run: its commands are made up,
and so is its clock. Needs $LARGESTEP_SOURCE."""
import contextlib
import importlib.util
import io
import json
import os
import pathlib
import sys
import tempfile
import types
import unittest
from unittest import mock

SCRIPT = pathlib.Path(os.environ["LARGESTEP_SOURCE"]) / "scripts/gpu_check.py"
PASSED = "[  PASSED  ] 3 tests.\n"


class GpuCheck(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.now = 0.0
        spec = importlib.util.spec_from_file_location("gpu_check", SCRIPT)
        self.script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.script)
        self.script.started = 0.0
        self.script.time = types.SimpleNamespace(monotonic=lambda: self.now)
        self.script.build = lambda results, log, tests: True
        self.script.CARRIED = self.directory / "carried"
        (self.script.CARRIED / "lib").mkdir(parents=True)
        (self.script.CARRIED / "lib/libgmock.a").touch()

    def answer(self, command):
        """What the command of that line does where all is well."""
        if "train" in command:
            self.now += 1
            directory = pathlib.Path(command[command.index("--out") + 1])
            directory.mkdir(parents=True)
            epochs = int(command[command.index("--epochs") + 1])
            seconds = 2 + epochs  # two to get going, one an epoch
            (directory / "run.json").write_text(json.dumps({"device": "cpu", "images_per_second": epochs * 1024 / seconds}))
            (directory / "metrics.csv").write_text("step,train_error,test_error,average_test_error\n0,0.9,0.9,0.8\n")
            return 0, ""
        return (0, "images_per_second 5\nstart_seconds 1\n") if "bench" in str(command) else (0, PASSED)

    def check(self, **answers):
        """Runs the check; a command with the text has that answer. @return what it exits with, None where all is well"""
        def call(command, seconds, log, **options):
            command = [str(part) for part in command]
            found = [answer for text, answer in answers.items() if text in " ".join(command)]
            return found[0] if found else self.answer(command)

        self.script.call = call
        with mock.patch.object(sys, "argv", ["gpu_check.py", str(self.directory / "out"), "--rehearse"]), \
                contextlib.redirect_stdout(io.StringIO()):
            try:
                self.script.main()
            except SystemExit as end:
                return end.code
        return None

    def test_ends_well_where_all_is_well(self):
        self.assertIsNone(self.check())
        results = {row["name"]: row["value"] for row in json.loads((self.directory / "out/results.json").read_text())}
        self.assertEqual(results["other tests"], f"{3 * len(self.script.TESTED)} passed, 0 failed, 0 skipped")
        self.assertEqual(results["width 8, fp32: an epoch"], 1.0)

    def test_says_what_failed_and_exits_with_1(self):
        for name, (text, answer, says) in {
                "a test": ("core_test", (1, "[  FAILED  ] A.B (1 ms)\n"), "A.B"),
                "a crash": ("ops_test", (-11, ""), "ops (-11)"),
                "a crash at the start": ("ops_test", (1, "no such library"), "ops (1)"),
                "a test's time": ("model_test", ("timed out after 60 s", ""), "model (timed out after 60 s)"),
                "a training": ("speedrun", (4, ""), "speedrun-seed0-epochs1-width4-train-size640: training: failed (4)"),
                "PyTorch": ("--compile", (1, ""), "PyTorch compiled: failed (1)")}.items():
            with self.subTest(name):
                code = self.check(**{text: answer})
                self.assertIsInstance(code, str)  # which Python prints, and exits with 1
                self.assertIn(says, code)


if __name__ == "__main__":
    unittest.main()
