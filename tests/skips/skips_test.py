"""A skipped test is seen: main.cpp and run_tests.py record it, ctest can tell, list_skipped_tests.py and test.sh say so.
Needs $LARGESTEP_SOURCE and $LARGESTEP_SOME_SKIP."""
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["LARGESTEP_SOURCE"])
PYTHON = SOURCE / "tests/python"


class Case(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def run_it(self, *command, **environment):
        own = {name: value for name, value in os.environ.items() if name != "LARGESTEP_SKIPS"}  # that one is this test's
        return subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=60, env={**own, **environment})

    def recorded(self, code, *command, **environment):
        """What a test program of that exit code writes of its skips."""
        path = self.directory / "new" / "skips.txt"
        result = self.run_it(*command, LARGESTEP_SKIPS=str(path), **environment)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        return path.read_text()

    def one_sentence(self, code, result, *parts):
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)


class Recording(Case):
    def test_googletest(self):
        line = "some_skip.Some.IsSkipped\tneeds AVX-512 or more\n"
        for tests, code, lines in (("*Passes:*IsSkipped", 0, line), ("*IsSkipped", 77, line), ("*Passes", 0, ""),
                                   ("*IsSkipped:*Fails", 1, line)):
            with self.subTest(tests):
                self.assertEqual(self.recorded(code, os.environ["LARGESTEP_SOME_SKIP"], f"--gtest_filter={tests}"), lines)

    def test_unittest(self):
        line = "some_skip.Some.test_is_skipped\tno Chromium: apt-get install chromium\n"
        for tests, code, lines in (
                (("Some.test_passes", "Some.test_is_skipped"), 0, line), (("Some.test_is_skipped",), 77, line),
                (("Some.test_passes",), 0, ""), (("Some.test_is_skipped", "Some.test_fails"), 1, line),
                (("NoSetUp",), 77, "setUpClass (some_skip.NoSetUp)\tno GPU\n"),
                (("NoReason",), 77, "some_skip.NoReason.test_is_skipped\tno reason given\n")):
            with self.subTest(tests):
                script = pathlib.Path(__file__).with_name("some_skip.py")
                self.assertEqual(self.recorded(code, sys.executable, PYTHON / "run_tests.py", script, *tests), lines)

    @unittest.skipUnless(importlib.util.find_spec("pytest"), "no pytest: apt-get install python3-pytest")
    def test_pytest(self):
        if not all(importlib.util.find_spec(module) for module in ("pandas", "matplotlib")):
            self.skipTest("no pandas or matplotlib: apt-get install python3-pandas python3-matplotlib")
        line = "some_skip_of_pytest.test_is_skipped\tno Chromium: apt-get install chromium\n"
        for tests, code, lines in ((("passes", "is_skipped"), 0, line), (("is_skipped",), 77, line), (("passes",), 0, ""),
                                   (("is_skipped", "fails"), 1, line),
                                   (("needs_it",), 77, "some_skip_of_pytest.test_needs_it\tno program\n")):
            with self.subTest(tests):
                script = pathlib.Path(__file__).with_name("some_skip_of_pytest.py")
                self.assertEqual(self.recorded(code, sys.executable, PYTHON / "run_pytest.py", script,
                                               PYTEST_ADDOPTS=f"-k '{' or '.join(tests)}'"), lines)

    def test_pytest_where_a_module_is_missing(self):
        (self.directory / "pandas.py").write_text("raise ModuleNotFoundError\n")
        (self.directory / "pytest.py").touch()
        line = f"some_skip_of_pytest\t{sys.executable} has no pandas: apt-get install python3-pandas\n"
        script = pathlib.Path(__file__).with_name("some_skip_of_pytest.py")
        self.assertEqual(self.recorded(77, sys.executable, PYTHON / "run_pytest.py", script, PYTHONPATH=f"{self.directory}:{PYTHON}"),
                         line)

    def test_what_cannot_be_recorded_fails(self):
        (self.directory / "file").touch()
        result = self.run_it(os.environ["LARGESTEP_SOME_SKIP"], "--gtest_filter=*IsSkipped",
                             LARGESTEP_SKIPS=str(self.directory / "file/skips.txt"))
        self.one_sentence(1, result, "can't be written to", "file/skips.txt")


class Torch(Case):
    def test_of_another_version_is_refused(self):
        (self.directory / "torch.py").write_text("__version__ = '2.15.0+cu132'\n")
        (self.directory / "needs_torch.py").write_text(
            "import torch, unittest\nclass Some(unittest.TestCase):\n    def test_passes(self):\n        pass\n")
        command = (sys.executable, PYTHON / "run_tests.py", self.directory / "needs_torch.py")
        self.assertEqual(self.recorded(0, *command, LARGESTEP_TORCH_VERSION="2.15.1"), "")
        self.one_sentence(1, self.run_it(*command, LARGESTEP_TORCH_VERSION="1.13.0"), "PyTorch 2.15.0+cu132",
                          "linked to LibTorch 1.13.0", "-DLARGESTEP_PYTHON")
        path = f"{self.directory}:{PYTHON}"
        result = self.run_it(sys.executable, PYTHON / "run_reference.py", "1.13", "network_step.py", "out", PYTHONPATH=path)
        self.one_sentence(1, result, "PyTorch 2.15.0+cu132", "linked to LibTorch 1.13", "-DLARGESTEP_PYTHON")

    def test_that_is_missing_is_named(self):
        (self.directory / "needs_it.py").write_text("import no_such_module\n")
        result = self.run_it(sys.executable, PYTHON / "run_tests.py", self.directory / "needs_it.py")
        self.one_sentence(1, result, sys.executable, "no module no_such_module", "-DLARGESTEP_PYTHON")


class Listing(Case):
    def list(self, *arguments, **files):
        for name, text in files.items():
            (self.directory / f"{name}.txt").write_text(text)
        return self.run_it(SOURCE / "scripts/list_skipped_tests.py", self.directory, *arguments)

    def test_names_each_with_its_reason_and_counts(self):
        result = self.list(b="y.B.c\tneeds AVX-512\n", a="x.A.b\tno Chromium: apt-get install chromium\nx.A.c\tno GPU\n", c="")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout.splitlines(), [
            "not tested here: x.A.b: no Chromium: apt-get install chromium", "not tested here: x.A.c: no GPU",
            "not tested here: y.B.c: needs AVX-512", "3 tests skipped"])

    def test_strictly_only_a_gpu_an_instruction_set_and_the_sanitizer_are_excuses(self):
        excused = "x.A.c\tno GPU\nx.A.d\tneeds AVX512-BF16\nx.A.e\tneeds AVX-512\nx.A.f\tunder the sanitizer it is slow\n"
        self.assertEqual(self.list("--strict", a=excused).returncode, 0)
        result = self.list("--strict", b="x.A.b\tno CIFAR-10\n")
        self.one_sentence(1, result, "1 of them", "no CIFAR-10")
        self.assertEqual(len(result.stdout.splitlines()), 6)

    def test_nothing_skipped_and_nothing_run_are_different(self):
        self.one_sentence(1, self.list(), "the tests have not run")
        result = self.list(a="")
        self.assertEqual((result.returncode, result.stdout), (0, "no test was skipped\n"))


class TestScript(Case):
    def test_says_what_it_takes_and_refuses_the_rest_before_it_does_anything(self):
        result = self.run_it(SOURCE / "test.sh", "--help")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        for word in ("release ci ", "--strict"):
            self.assertIn(word, result.stdout)
        for arguments, part in ((["nonsense"], 'no preset "nonsense"'), (["fuzz"], 'no preset "fuzz"'), ([""], 'no preset ""'),
                                (["--fast"], "no option --fast"), (["asan", "dev"], "not asan and dev")):
            result = self.run_it(SOURCE / "test.sh", *arguments)
            self.one_sentence(2, result, part, "--help")
            self.assertEqual(result.stdout, "")


if __name__ == "__main__":
    unittest.main()
