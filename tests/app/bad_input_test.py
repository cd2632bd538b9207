"""Bad input as a user meets it: one sentence, the right exit code, and no waiting. Needs $LARGESTEP and $LARGESTEP_DATA."""
import concurrent.futures
import json
import os
import resource
import subprocess
import unittest

import torch
from program import Case, PROGRAM, succeed
from resnet18 import ResNet18
from safetensors_file import encoded

USAGE, DATA_ERROR, WRITE = 2, 3, 5


def limit_memory():
    """Eight gigabytes of addresses: enough to start and to refuse, not to read /dev/zero for long."""
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))


# The address sanitizer takes terabytes of addresses.
if subprocess.run([PROGRAM, "presets"], capture_output=True, preexec_fn=limit_memory).returncode != 0:
    limit_memory = None


class BadInputCase(Case):
    prefix = "bad input ä "

    def setUp(self):
        super().setUp()
        self.refusals = []

    def path(self, name, content=None):
        path = self.directory / name
        if content is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def refuse(self, code, *arguments, says):
        """Notes a command that must end with this exit code and one sentence; tearDown runs all of them, two at a time."""
        self.refusals.append((code, [str(argument) for argument in arguments], str(says)))

    def tearDown(self):
        def run(refusal):
            return subprocess.run([PROGRAM, *refusal[1]], stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                                  preexec_fn=limit_memory, cwd=self.directory)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for (code, arguments, says), result in zip(self.refusals, pool.map(run, self.refusals)):
                with self.subTest(arguments=[argument[:80] for argument in arguments]):
                    errors = result.stderr.decode()
                    self.assertEqual(result.returncode, code, errors)
                    self.assertTrue(errors.startswith("largestep: ") and errors.endswith("\n"), errors)
                    self.assertEqual(errors.count("\n"), 1, errors)
                    self.assertIn(says, errors)
                    self.assertLess(len(errors), 2500)
                    self.assertNotIn("internal error", errors)


class Paths(BadInputCase):
    def test_what_is_no_file(self):
        fifo, loop, dangling = self.path("fifo"), self.path("loop"), self.path("dangling")
        os.mkfifo(fifo)
        loop.symlink_to("loop")
        dangling.symlink_to("nowhere")
        self.refuse(DATA_ERROR, "evaluate", fifo, says="is a pipe")
        self.refuse(DATA_ERROR, "evaluate", "/dev/zero", says="is a device")
        self.refuse(DATA_ERROR, "sparsity", loop, says="there is no checkpoint")
        self.refuse(DATA_ERROR, "evaluate", dangling, says="there is no checkpoint")
        self.refuse(DATA_ERROR, "sparsity", self.directory, says="checkpoints/last.pt")
        self.refuse(DATA_ERROR, "train", "--config", fifo, says="is a pipe")
        self.refuse(DATA_ERROR, "schedule", "--config", self.directory, says="is a directory")
        self.refuse(DATA_ERROR, "report", loop, "--out", "report", says="is not a directory")
        self.refuse(DATA_ERROR, "data", "import", loop, "out", says="symbolic links")
        self.refuse(DATA_ERROR, "evaluate", "x" * 5000, says="there is no checkpoint")
        self.refuse(DATA_ERROR, "train", "--config", "a\nb\x1b[31m", says="a\\x0ab\\x1b[31m")

    def test_pipes_and_devices_among_the_files(self):
        data = self.path("data")
        data.mkdir()
        os.mkfifo(data / "data_batch_1.bin")
        os.mkfifo(data / "SYNTHETIC.txt")
        self.refuse(DATA_ERROR, "train", "--data", data, "--out", "run", says="data_batch_1.bin is a pipe")
        self.refuse(DATA_ERROR, "data", "verify", data, says="data_batch_1.bin: unreadable")
        png = self.path("png")
        png.mkdir()
        (png / "train_lables.json").symlink_to("/dev/zero")
        self.refuse(DATA_ERROR, "data", "import", png, "out", says="train_lables.json is a device")
        run = self.path("run")
        run.mkdir()
        (run / "config.toml").symlink_to("/dev/zero")
        self.refuse(DATA_ERROR, "report", run, "--out", "report", says="config.toml is a device")
        self.refuse(DATA_ERROR, "train", "--resume", "--out", run, says="config.toml is a device")

    def test_empty_names(self):
        self.refuse(USAGE, "evaluate", "", says="CHECKPOINT_OR_RUN")
        self.refuse(USAGE, "report", "", "--out", "report", says="runs")
        self.refuse(USAGE, "report", "run", "--out", "", says="--out")
        self.refuse(USAGE, "schedule", "--csv", "", says="--csv")
        for flag in ("--out", "--preset", "--config", "--data", "--start-from", "--measures"):
            self.refuse(USAGE, "train", flag, "", says=f"{flag}: the name is empty")
        self.refuse(USAGE, "reproduce", "--out", "x", "--data", "", says="--data")
        self.refuse(USAGE, "data", "import", "png", "", says="DIR")
        self.refuse(USAGE, "data", "verify", "", says="DIR: the name is empty")
        for command, flags in {"evaluate": ("--data", "--dataset", "--mean", "--std"), "sparsity": ("--measures", "--data"),
                               "export": ("--key", "--data"), "features": ("--key",)}.items():
            for flag in flags:
                self.refuse(USAGE, command, "x", flag, "", says=f"{flag}: the name is empty")

    def test_places_that_cannot_be_written(self):
        self.refuse(WRITE, "schedule", "--csv", self.directory, says="Is a directory")
        self.refuse(WRITE, "schedule", "--csv", "none/steps.csv", says="none/steps.csv")
        self.refuse(WRITE, "data", "synthesize", "/dev/null/x", says="/dev/null/x")


class Values(BadInputCase):
    def test_output_to_stdout_by_name_keeps_what_is_in_its_file(self):
        log = self.path("log", b"before\n")
        with open(log, "a") as file:
            subprocess.run([PROGRAM, "schedule", "--train-size", "256", "--epochs", "1", "--csv", "/dev/stdout"], stdout=file,
                           check=True)
            file.write("after\n")
        lines = log.read_text().splitlines()
        self.assertEqual((lines[0], lines[1], lines[-1]), ("before", "step,epoch,step_size", "after"))

    def test_output_that_does_not_arrive(self):
        for arguments in (["presets"], ["problems"], ["schedule"], ["schedule", "--csv", "-"], ["--help"], ["manual"]):
            with open("/dev/full", "w") as full:
                result = subprocess.run([PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, text=True)
            self.assertEqual((result.returncode, result.stderr.count("\n")), (WRITE, 1), (arguments, result.stderr))
            self.assertIn("could not write to stdout: No space left on device", result.stderr)

    def test_output_of_a_training_that_does_not_arrive(self):
        with open("/dev/full", "w") as full:
            result = subprocess.run([PROGRAM, "train", "--problem", "svm", "--epochs", "1", "--out", self.directory / "run"],
                                    stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(result.returncode, WRITE, result.stderr)
        self.assertEqual(json.loads((self.directory / "run/run.json").read_text())["status"], "finished")

    def test_flags_without_their_values(self):
        for arguments, says in ((("train", "--step-size"), "--step-size needs a value"), (("schedule", "--csv"), "--csv needs a value"),
                                (("report", "x", "--out", "y", "--figures"), "--figures needs a value"),
                                (("report", "x", "--out", "y", "--watch", "0"), "--watch")):
            self.refuse(USAGE, *arguments, says=says)

    def test_numbers_at_their_extremes(self):
        self.refuse(USAGE, "train", "--seed", "-1", says="seed is -1")
        self.refuse(USAGE, "train", "--step-size=1e400", says="finite")
        self.refuse(USAGE, "schedule", "--epochs", "1000000", "--csv", "-", says="epochs is 1000000")
        self.refuse(USAGE, "schedule", "--train-size", "1", "--csv", "-", says="batch-size")
        self.refuse(USAGE, "train", "--train-size", "1", "--out", "run", says="batch-size")
        self.refuse(USAGE, "sparsity", "x", "--seed", "-1", says="--seed")
        self.refuse(USAGE, "evaluate", "x", "--threads", "99999999999", says="--threads")
        self.refuse(USAGE, "evaluate", "x", "--threads", "1025", says="threads is 1025")
        self.refuse(USAGE, "data", "synthesize", "x", "--seed", "18446744073709551616", says="--seed")
        self.refuse(USAGE, "reproduce", "--seeds", "1,nan", "--out", "x", says="nan")
        self.refuse(USAGE, "presets", "--width", "1", says="--width")

    def test_a_schedule_beyond_the_range_of_numbers_is_shown(self):
        self.assertIn("inf", succeed("schedule", "--step-size", "1e308", "--warmup-exp", "2").stdout)

    def test_config_files(self):
        for number, (text, says) in enumerate({"seed = 9223372036854775808": "line 1", "step-size = nan": "step-size",
                                               "[[[": "line 1",
                                               "a" + ".a" * 8000 + " = 1": "line 1",
                                               "\0": "line 1", "s\u00e0ed = 1": "line 1"}.items()):
            config = self.path(f"{number}.toml", text.encode())
            self.refuse(USAGE, "schedule", "--config", config, says=says)


class Checkpoints(BadInputCase):
    def saved(self, name, **changes):
        """A width-1 state_dict with some entries replaced."""
        state = ResNet18(1).state_dict()
        state.update(changes)
        torch.save(state, self.path(name))
        return self.path(name)

    def test_weights(self):
        key = "layer2.0.bn1.weight"
        self.refuse(DATA_ERROR, "evaluate", self.saved("nan.pt", **{key: torch.tensor([1, float("nan")])}), says=key)
        self.refuse(DATA_ERROR, "sparsity", self.saved("inf.pt", **{key: torch.tensor([1, float("inf")])}), says=key)
        self.refuse(DATA_ERROR, "evaluate", self.saved("int.pt", **{key: torch.tensor([1, 2])}), says="dtype Long")
        self.refuse(DATA_ERROR, "evaluate", self.saved("complex.pt", **{key: torch.ones(2, dtype=torch.complex64)}),
                    says=key + " can't be used: it has dtype ComplexFloat")
        wide = self.saved("wide.pt", **{"conv1.weight": torch.zeros(1024, 3, 3, 3)})
        self.refuse(DATA_ERROR, "evaluate", wide, says="holds no weights of a ResNet-18")
        torch.save(torch.nn.Linear(2, 3).state_dict(), self.path("other.pt"))
        self.refuse(DATA_ERROR, "evaluate", self.path("other.pt"), says="holds no weights of a ResNet-18")

    def test_files(self):
        whole = self.saved("whole.pt").read_bytes()
        self.refuse(DATA_ERROR, "evaluate", self.path("empty.pt", b""), says="it is empty")
        self.refuse(DATA_ERROR, "evaluate", self.path("cut.pt", whole[:-100]), says="cut.pt")
        self.refuse(DATA_ERROR, "sparsity", self.path("flipped.pt", whole[:3000] + bytes([whole[3000] ^ 1]) + whole[3001:]),
                    says="flipped.pt")
        # Executing what this pickle asks for would leave a file behind.
        torch.save({"weight": Harmful(self.path("harm"))}, self.path("harmful.pt"))
        self.refuse(DATA_ERROR, "evaluate", self.path("harmful.pt"), says="a Python object, posix.system")
        with open(self.path("sparse.pt"), "wb") as sparse:
            sparse.write(b"PK\x03\x04")
            sparse.truncate(1 << 40)
        self.refuse(DATA_ERROR, "evaluate", self.path("sparse.pt"), says="damaged")

    def test_safetensors(self):
        state = {"conv1.weight": torch.ones(1, 3, 3, 3), "linear.weight": torch.ones(10, 8)}
        whole = encoded(state)
        for number, (content, says) in enumerate([
                (whole[:-4], "(truncated?)"), (whole[:40], "ends within its safetensors header"), (whole + b"1", "(truncated?)"),
                (whole[:8] + b"{" + b"x" * 40, "ends within"), (b"\x02" + bytes(7) + b"{}", "it is empty"),
                (b"\x04" + bytes(7) + b"{no}", "is not a JSON object"),
                (encoded(state, **{"conv1.weight": {"shape": [2**40, 2**40]}}), "a shape that does not fit"),
                (encoded(state, **{"conv1.weight": {"shape": [-1]}}), "lacks the dtype, shape or data_offsets of conv1.weight"),
                (encoded(state, **{"linear.weight": {"data_offsets": [0, 320]}}), "places"),
                (encoded(state, **{"conv1.weight": {"dtype": "F8_E5M2"}}), "has the unknown dtype F8_E5M2"),
                (bytes(6) + b"\x01\0{}", "not a zip archive"), (whole, "holds no weights of a ResNet-18")]):
            self.refuse(DATA_ERROR, "evaluate", self.path(f"{number}.safetensors", content), says=says)

    def tearDown(self):
        super().tearDown()
        self.assertFalse(self.path("harm").exists())


class Harmful:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.system, (f"touch '{self.path}'",)


class Features(BadInputCase):
    def npy(self, name, descr="'<f4'", shape="(2, 3)", data=bytes(24)):
        header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}}}\n".encode()
        return self.path(name, b"\x93NUMPY\1\0" + len(header).to_bytes(2, "little") + header + data)

    def test_arrays(self):
        for name, (changes, says) in {
                "cut": ({"data": bytes(20)}, "20 bytes of numbers, which are not those that its header announces"),
                "long": ({"data": bytes(28)}, "28 bytes of numbers"), "huge": ({"shape": f"({2**62}, 4)"}, "24 bytes of numbers"),
                "negative": ({"shape": "(-2, -3)"}, "header is not one"), "objects": ({"descr": "'|O'"}, "Python objects"),
                "fields": ({"descr": "[('a', '<f4')]"}, "named fields"), "complex": ({"descr": "'<c8'", "shape": "(3, 1)"}, "type c8"),
                "line": ({"shape": "(6,)"}, "shape [6]"), "image": ({"shape": "(1, 6)"}, "at least 2 images"),
                "nan": ({"data": bytes(20) + b"\xff" * 4}, "NaN or infinite at image 1, unit 2")}.items():
            self.refuse(DATA_ERROR, "features", self.npy(name + ".npy", **changes), says=says)
        self.refuse(DATA_ERROR, "features", self.path("none.npy"), says="No such file")
        self.refuse(DATA_ERROR, "features", self.path("empty.npy", b""), says="it is empty")
        self.refuse(DATA_ERROR, "features", self.path("archive.npz", b"PK\3\4"), says="archive of arrays")
        self.refuse(DATA_ERROR, "features", self.path("version.npy", b"\x93NUMPY\7\0  "), says="version 7")
        self.refuse(DATA_ERROR, "features", "/dev/zero", says="is a device")
        good = self.npy("good.npy")
        self.refuse(USAGE, "features", good, "--threshold", "1", says="threshold is 1, but must be in (0, 1)")
        self.refuse(USAGE, "features", good, "--seed", "-1", says="--seed")
        self.refuse(WRITE, "features", good, "--json", "none/x.json", says="none/x.json")

    def test_tensors(self):
        torch.save({"a": torch.ones(3, 4), "b": torch.ones(3, 4)}, self.path("two.pt"))
        torch.save(torch.ones(1).expand(10**6, 10**6), self.path("repeated.pt"))
        torch.save([1], self.path("list.pt"))
        self.refuse(DATA_ERROR, "features", self.path("two.pt"), says="2 tensors (a, b): say with --key")
        self.refuse(USAGE, "features", self.path("two.pt"), "--key", "c", says="no tensor c, but a, b")
        self.refuse(DATA_ERROR, "features", self.path("repeated.pt"), says="repeats its elements")
        self.refuse(DATA_ERROR, "features", self.path("list.pt"), says="should hold a dict of tensors")


class Runs(BadInputCase):
    STEPS = "step,epoch,step_size,loss\n" + "".join(f"{i},{i / 10},0.1,{2 / i}\n" for i in range(1, 201))

    def run_directory(self, name, **files):
        contents = {"config.toml": "width = 1\n", "run.json": '{"status": "finished"}', "steps.csv": self.STEPS}
        contents.update({key.replace("_", "."): value for key, value in files.items()})
        for file, content in contents.items():
            if content is not None:
                self.path(f"{name}/{file}", content)
        return self.path(name)

    def test_damaged_runs(self):
        deep = '{"a": ' + "[" * 7000 + "]" * 7000 + "}"
        for number, (files, says) in enumerate([({"config_toml": "a = [[1]]"}, "line 1"),
                                                ({"config_toml": None}, "it has no config.toml"),
                                                ({"run_json": ""}, "run.json"), ({"run_json": deep}, "not a JSON object"),
                                                ({"run_json": "x" * ((1 << 20) + 1)}, "1048577 bytes"),
                                                ({"steps_csv": ""}, "has training started?"),
                                                ({"steps_csv": "a\n1\n"}, "no usable column"),
                                                ({"metrics_csv": b"\xff\n\xfe\n"}, "metrics.csv:2"),
                                                ({"sparsity_csv": "step,step\n"}, "repeated column")]):
            run = self.run_directory(f"run {number} é", **files)
            self.refuse(DATA_ERROR, "report", run, "--out", f"report{number}", says=says)

    def test_settings_that_are_none_are_damage_of_the_run(self):
        for number, config in enumerate(["problem = 5\n", "step-size = -1\n", "widht = 1\n", "width = = 2\n"]):
            run = self.run_directory(f"run {number}", config_toml=config)
            self.refuse(DATA_ERROR, "info", run, says=f"{run}/config.toml")

    def test_texts_of_other_types_or_bytes_are_reported_all_the_same(self):
        run = self.run_directory("odd", config_toml=b'problem = 5\nseed = "\xff"\nnetwork = true\n', run_json='{"network": [1], "dataset": 2}',
                                 weights_csv="step,epoch,parameter,index,value\n0,0,layer1.weight,0,1\n")
        succeed("report", run, "--out", self.path("report"))
        self.assertEqual(json.loads(self.path("report/report.json").read_text())["runs"][0]["config"]["seed"], "\ufffd")

    def test_a_count_that_is_none_is_null(self):
        run = self.run_directory("run", steps_csv="step,epoch,step_size,loss\n,1,0.1,2\n")
        self.assertIsNone(json.loads(succeed("info", run, "--json", "-").stdout)["run"]["steps_taken"])
        self.assertIn("? taken", succeed("info", run).stdout)

    def test_a_file_whose_name_is_not_utf8_is_trained_on(self):
        table = os.fsencode(self.path("")) + b"/\xff.csv"
        with open(table, "w") as file:
            file.write("x,y\n" + "".join(f"{i},{i % 2}\n" for i in range(8)))
        run = self.path("run")
        result = subprocess.run([PROGRAM, "train", "--problem", "svm", "--csv", table, "--target", "y", "--epochs", "1", "--quiet",
                                 "--out", run], capture_output=True, timeout=100)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertIn("\ufffd.csv", (run / "run.json").read_text(encoding="utf-8"))

    def test_values_that_no_measurement_has_are_reported_all_the_same(self):
        rows = "".join(f"{i},{i / 10},{cell},{cell}\n" for i, cell in enumerate(["1e308", "-1e308", "5e-324", "nan", "inf"] * 30))
        run = self.run_directory("odd", steps_csv="step,epoch,step_size,loss\n" + rows,
                                 metrics_csv="step,epoch,train_loss,test_error\n1e300,1e20,1e20,1e20\n")
        succeed("report", run, "--out", self.path("report"))
        final = json.loads(self.path("report/report.json").read_text())["runs"][0]["final"]
        self.assertEqual((final["step"], final["test_error"]), (None, 1e20))

    def test_a_report_does_not_replace_a_run(self):
        run = self.run_directory("run", steps_csv="step,epoch,step_size,loss\n1,1,0.1,2\n")
        self.refuse(USAGE, "report", run, "--out", run, says="holds a run")

    def test_a_directory_without_a_run_is_not_resumed(self):
        self.refuse(DATA_ERROR, "train", "--resume", "--out", self.path("nothing"), says="there is no run in")

    def test_a_damaged_run_is_not_reproduced(self):
        self.run_directory("out/figure1-small-seed0", run_json='{"status": 5}')
        self.refuse(DATA_ERROR, "reproduce", "--out", "out", says="run.json is damaged")


if __name__ == "__main__":
    unittest.main()
