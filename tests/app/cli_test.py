"""The command line as a user meets it: exit codes, sentences, files. Needs $LARGESTEP and $LARGESTEP_DATA."""
import base64
import csv
import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import time
import unittest
import xml.etree.ElementTree
import zlib

import numpy as np
import torch
from program import Case, DATA, PROGRAM, rows, run, wait_until
from resnet18 import ResNet18

TINY = "--width 4 --epochs 2 --batch-size 64 --train-size 320 --test-size 500 --eval-every 5 --threads 1 --precision fp32".split()


class TinyCase(Case):
    def train(self, name, *arguments):
        return super().train(name, *TINY, *arguments)


def objects_of(pdf):
    """A PDF with its compressed streams opened: Cairo 1.18 writes its pages into one."""
    opened = pdf
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            opened += zlib.decompressobj().decompress(stream)
        except zlib.error:
            continue
    return opened


class FiniteSums(Case):
    """Problems other than ResNet-18, through the same command, files and resume."""

    def table(self, text):
        path = self.directory / "table.csv"
        path.write_text(text)
        return path

    def test_least_squares_on_a_users_table_reaches_numpys_solution(self):
        random = np.random.RandomState(0)
        inputs = random.standard_normal((30, 3))
        target = inputs @ [1, -2, 3] + 0.5 + 0.1 * random.standard_normal(30)
        lines = ["a,b,c,price"] + [",".join(map(repr, map(float, [*x, y]))) for x, y in zip(inputs, target)]
        path = self.train("run", "--problem", "least-squares", "--csv", self.table("\n".join(lines)), "--target", "price", "--bias",
                          "--method", "gd", "--no-replacement", "--schedule", "constant", "--step-size", "0.2", "--epochs", "2000")
        saved = torch.load(path / "checkpoints/last.pt", weights_only=True)["model"]
        exact = np.linalg.lstsq(np.c_[inputs, np.ones(30)], target, rcond=None)[0]
        np.testing.assert_allclose(np.r_[saved["w"], saved["b"]], exact, atol=1e-10)

    def test_a_stopped_run_goes_on_to_the_same_end(self):
        settings = ["--paper-data", "--weights-every", "100", "--eval-every", "150", "--measure-every", "300"]
        whole = self.train("whole", "--problem", "two-layer-teacher", *settings, "--steps", "700", "--schedule", "constant",
                           "--step-size", "0.1")
        part = self.train("part", "--problem", "two-layer-teacher", *settings, "--steps", "311", "--schedule", "constant",
                          "--step-size", "0.1")
        again = run("train", "--resume", "--out", part, "--steps", "700")
        self.assertEqual(again.returncode, 0, again.stderr)
        last = [torch.load(path / "checkpoints/last.pt", weights_only=True) for path in (whole, part)]
        for name, tensor in last[0]["model"].items():
            self.assertTrue(torch.equal(tensor, last[1]["model"][name]), name)
        steps = [(path / "steps.csv").read_text() for path in (whole, part)]
        self.assertEqual(*steps)
        self.assertEqual(len(rows(whole / "steps.csv")), 700)
        self.assertEqual(rows(whole / "metrics.csv")[-1]["test_loss"], rows(part / "metrics.csv")[-1]["test_loss"])

    def test_the_report_draws_paths_neurons_and_functions(self):
        point = ["--dimension", "1", "--train-size", "20", "--steps", "50", "--schedule", "constant"]
        paths = [self.train("sgd", "--problem", "diagonal-network", *point, "--step-size", "0.5", "--weights-every", "1"),
                 self.train("gd", "--problem", "diagonal-network", *point, "--step-size", "0.5", "--weights-every", "1", "--method", "gd",
                            "--no-replacement"),
                 self.train("plane", "--problem", "two-layer-teacher", "--steps", "50", "--step-size", "0.1", "--weights-every", "10"),
                 self.train("line", "--problem", "relu-1d", "--steps", "50", "--weights-every", "10", "--schedule", "constant")]
        out = self.directory / "report"
        result = run("report", *paths, "--out", out)
        self.assertEqual(result.returncode, 0, result.stderr)
        for name in ("loss-surface", "neurons", "fitted-function"):
            self.assertEqual(xml.etree.ElementTree.parse(out / f"{name}.svg").getroot().tag, "{http://www.w3.org/2000/svg}svg")
            svg = (out / f"{name}.svg").read_bytes()
            self.assertNotIn(b"nan", svg, name)
            self.assertIn(base64.b64encode(svg).decode(), (out / "report.html").read_text())

    def test_the_report_draws_figures_for_a_paper_and_writes_what_they_show(self):
        paths = [self.train(f"step-{size}-seed{seed}", "--problem", "two-layer-teacher", "--steps", "50", "--step-size", size,
                            "--schedule", "constant", "--seed", str(seed)) for size in ("0.01", "0.02") for seed in (0, 1)]
        out = self.directory / "paper"
        asked = ("report", *paths, "--out", out, "--figures", "pdf,svg", "--width", "3.25in", "--font", "serif", "--data")
        if "no Cairo" in run(*asked).stderr:
            self.skipTest("this build has no Cairo (-DLARGESTEP_WITH_CAIRO=ON)")
        first = {name: (out / name).read_bytes() for name in ("training.pdf", "training.svg", "training.png", "training-data.csv")}
        self.assertTrue(re.search(rb"/MediaBox \[ ?0 0 234 ", objects_of(first["training.pdf"])))
        self.assertEqual(xml.etree.ElementTree.fromstring(first["training.svg"]).get("width"), "234pt")
        data = rows(out / "training-data.csv")
        self.assertEqual({row["series"] for row in data}, {"0.01", "0.02"})  # the mean of two seeds each
        self.assertEqual({row["panel"] for row in data}, {"Training loss per step, smoothed", "Step size"})
        smoothed = [row for row in data if row["panel"] != "Step size"]
        self.assertTrue(all(float(row["low"]) <= float(row["y"]) <= float(row["high"]) for row in smoothed))
        self.assertEqual(run(*asked).returncode, 0)
        for name, content in first.items():
            self.assertEqual((out / name).read_bytes(), content, f"{name} of the same runs is another")
        self.assertIn(f"<code>largestep report {paths[0]}", (out / "report.html").read_text())
        for wrong, says in ((("--figures", "eps"), "no format"), (("--figures", "pdf", "--width", "3"), "no length"),
                            (("--figures", "pdf", "--font", "No Such Font"), "is installed"), (("--width", "3in"), "--figures"),
                            (("--data", paths[1]), "put --data last"), (("--pictures", "--data", paths[1]), "that is a run")):
            result = run("report", paths[0], "--out", out, *wrong)
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertIn(says, result.stderr)

    def test_one_class_of_images_against_the_rest_and_the_mlp(self):
        path = self.train("svm", "--problem", "svm", "--cifar-class", "3", "--train-size", "300", "--bias", "--epochs", "2")
        self.assertLess(float(rows(path / "metrics.csv")[-1]["test_error"]), 0.5)
        path = self.train("mlp", "--problem", "mlp-cifar10", "--train-size", "640", "--width", "32", "--epochs", "20", "--threads", "1",
                          "--schedule", "constant", "--step-size", "0.02")
        self.assertEqual([row["layer"] for row in rows(path / "sparsity.csv")[-2:]], ["hidden1", "hidden2"])
        self.assertLess(float(rows(path / "metrics.csv")[-1]["train_loss"]), 2.3)

    def test_check_and_list(self):
        for problem in ("least-squares", "svm", "logistic", "diagonal-network", "relu-1d", "two-layer-teacher",
                        "three-layer-teacher"):
            result = run("problems", "check", problem)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("unbiased", result.stdout)
            self.assertIn(problem, run("problems").stdout)
        self.refused(2, "problems", "check", "resnet18-cifar10", says="batch normalisation")
        self.refused(3, "problems", "check", "svm", "--config", self.directory / "none.toml", says="none.toml")
        self.refused(2, "problems", "check", "svn", says="did you mean svm?")

    def test_refusals_leave_nothing_behind(self):
        out = self.directory / "run"
        ragged = self.table("x,y\n1,2\n3\n")
        self.refused(3, "train", "--problem", "svm", "--csv", ragged, "--target", "y", "--out", out, says="line 3 has 1 cells")
        self.refused(3, "train", "--problem", "svm", "--csv", self.directory / "no.csv", "--target", "y", "--out", out,
                     says="no.csv")
        self.refused(3, "train", "--problem", "svm", "--csv", self.table("x,y\n1,2\n3,4\n5,6\n"), "--target", "y", "--out",
                     out, says="but two classes have two values")
        self.refused(2, "train", "--problem", "svm", "--augment", "--out", out, says="no meaning for problem svm")
        self.refused(2, "train", "--problem", "svm", "--device", "cuda:7", "--out", out, says="cuda:7")
        self.assertFalse(out.exists())
        self.refused(4, "train", "--problem", "least-squares", "--step-size", "10", "--schedule", "constant", "--out", out,
                     says="diverged")

    def test_demo_shows_both_claims_with_the_figures_of_its_own_runs(self):
        out = self.directory / "demo"
        result = run("demo", "--out", out, env={**os.environ, "LARGESTEP_DATA": "/nowhere"})
        self.assertEqual(result.returncode, 0, result.stderr)
        table = re.findall(r"^(0\.\S+, .+?) {2,}(\S+) +(\d+)$", result.stdout, re.MULTILINE)
        self.assertEqual([row[0] for row in table],
                         ["0.25, constant", "0.282, decayed at 30 %", "0.282, decayed at 50 %"])
        nonzeros = [int(row[2]) for row in table]
        self.assertEqual(nonzeros[0], 200)  # none of 200 variables is exactly zero at the small step size, as published
        self.assertLess(nonzeros[2], nonzeros[1])
        self.assertIn(f"the sparser the result: 200 nonzeros become {nonzeros[2]}", result.stdout)
        self.assertIn("The loss hovered until the large step size was decayed in sgd-large-30 (", result.stdout)
        self.assertIn("No large step size is decayed in sgd-small.", result.stdout)
        self.assertTrue((out / "report/report.html").stat().st_size > 0)
        self.refused(2, "demo", "--out", out, says="is there already; give another --out")

    def test_demo_that_is_interrupted_claims_nothing(self):
        out = self.directory / "demo"
        with subprocess.Popen([PROGRAM, "demo", "--out", out], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as demo:
            wait_until(lambda: (out / "sgd-small/config.toml").exists(), demo)
            demo.send_signal(signal.SIGINT)
            output, _ = demo.communicate(timeout=60)
        self.assertIn(demo.returncode, (130, -signal.SIGINT))  # while it trains in memory, the signal just ends it
        self.assertNotIn("large phase", output)
        self.assertFalse((out / "report").exists())

    def test_reproduce_refuses_what_its_setting_does_not_look_at(self):
        for setting, flag, value in (("diagonal", "--seeds", "5"), ("diagonal", "--jobs", "4"), ("relu-1d", "--scale", "full"),
                                     ("two-layer", "--threads", "2"), ("figure1", "--runs", "3")):
            self.refused(2, "reproduce", "--setting", setting, flag, value, "--out", self.directory / "out", says=[flag, setting])
        self.assertFalse((self.directory / "out").exists())

    def test_reproduce_puts_runs_beside_the_published(self):
        result = run("reproduce", "--setting", "two-layer", "--runs", "2", "--out", self.directory)
        self.assertEqual(result.returncode, 0, result.stderr)
        table = rows(self.directory / "reproduction.csv")
        self.assertEqual({row["row"] for row in table}, {"small", "large-10", "large-30", "large-50"})
        self.assertTrue(all(row["finished"] == "2" for row in table))
        self.assertTrue((self.directory / "large-50" / "weights.csv").exists())


class WrongInput(TinyCase):
    def test_usage(self):
        self.refused(2, says="subcommand")
        self.refused(2, "trian", says="did you mean train?")
        self.refused(2, "train", "--step-sise", "0.1", says="did you mean --step-size?")
        self.refused(2, "train", "--preset", "sota-smal", says="sota-small")
        self.refused(2, "train", "--step-size", "-1", says="step-size")
        self.refused(2, "train", "--preset", "quickstart-large-50", "--lr", "0.1", says="takes no notice of it")
        self.refused(2, "train", "--step-size", "large", says="step-size")
        self.refused(2, "train", "--device", "gpu", says="gpu")
        self.refused(2, "train", "--device", "cuda:7", says="cuda:7")
        self.refused(2, "train", "--batch-size", "400", "--train-size", "300", says="batch-size")
        self.refused(2, "train", "--resume", says="--out")
        self.refused(2, "evaluate", says="CHECKPOINT_OR_RUN")

    def test_config_file(self):
        config = self.directory / "my.toml"
        self.refused(3, "train", "--config", config, says="my.toml")
        config.write_text("epochs = 1\nstepsize = 0.1\n")
        self.refused(2, "train", "--config", config, says="did you mean step-size?")
        config.write_text("epochs = \n")
        self.refused(2, "train", "--config", config, says="line 1")

    def test_data(self):
        self.refused(3, "train", "--data", self.directory, says=str(self.directory))
        broken = self.directory / "data"
        shutil.copytree(DATA, broken)
        batch = broken / "data_batch_3.bin"
        content = batch.read_bytes()
        batch.write_bytes(content[:1000])
        self.refused(3, "train", "--data", broken, says="data_batch_3.bin")
        batch.write_bytes(content[:3073] + bytes([200]) + content[3074:])
        self.refused(3, "train", "--data", broken, says="200")
        self.refused(3, "data", "verify", broken, says="data_batch_3.bin")

    def test_checkpoint(self):
        self.refused(3, "evaluate", self.directory / "missing.pt", says="missing.pt")
        text = self.directory / "text.pt"
        text.write_text("hello, I am not a checkpoint\n" * 10)
        self.refused(3, "evaluate", text, says="text.pt")
        self.refused(3, "sparsity", text, says="text.pt")
        state = ResNet18(4).state_dict()
        del state["layer3.0.bn1.weight"]
        torch.save(state, self.directory / "part.pt")
        self.refused(3, "evaluate", self.directory / "part.pt", says="layer3.0.bn1.weight")
        self.refused(3, "report", self.directory, "--out", self.directory / "report", says=str(self.directory))

    def test_unwritable(self):
        self.refused(5, "train", *TINY, "--out", "/dev/null/run", says="/dev/null/run")
        run_directory = self.train("run", "--quiet")
        self.refused(5, "report", run_directory, "--out", "/dev/null/report", says="/dev/null/report")
        self.refused(5, "evaluate", run_directory, "--json", "/dev/null/a.json", says="/dev/null/a.json")
        self.refused(2, "train", *TINY, "--out", run_directory, says="--resume")

    def test_divergence(self):
        arguments = ["--step-size", "1e30", "--schedule", "constant", "--out", self.directory / "run"]
        self.refused(4, "train", "--quiet", *TINY, *arguments, says="diverged")
        self.assertEqual(json.loads((self.directory / "run/run.json").read_text())["status"], "diverged")


class Instructions(TinyCase):
    """The program where LibTorch and our own kernels may not use all that the processor has."""

    AVX2 = {**os.environ, "LARGESTEP_MAX_ISA": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2"}

    def short(self, name, *arguments, **options):
        path = self.directory / name
        result = run("train", *TINY, "--steps", "6", "--schedule", "constant", "--eval-every", "100", "--out", path,
                     *arguments, **options)
        self.assertEqual(result.returncode, 0, f"{arguments}: {result.stderr}")
        return path

    def test_the_limit_is_kept_and_said(self):
        for limit in ["baseline", "avx2"]:
            path = self.directory / limit
            result = run("train", "--problem", "two-layer-teacher", "--paper-data", "--steps", "5", "--schedule", "constant",
                         "--step-size", "0.1", "--out", path, env={**os.environ, "LARGESTEP_MAX_ISA": limit})
            self.assertEqual(result.returncode, 0, result.stderr)
            found = json.loads((path / "run.json").read_text())["instruction_set"]
            self.assertIn(found, ["baseline", limit])
            for said in [result.stdout, run("info", path).stdout]:
                self.assertIn(f"with kernels for {found}", said)
        self.refused(2, "list", "presets", says='LARGESTEP_MAX_ISA is "sse9", but must be',
                     env={**os.environ, "LARGESTEP_MAX_ISA": "sse9"})

    def test_a_narrow_network_trains_as_elsewhere(self):
        # oneDNN 2.6 has an AVX2 kernel that crashes with one thread and hangs with two; other widths are in model_test.
        losses = lambda path: [float(row["loss"]) for row in rows(path / "steps.csv")]
        usual = self.short("usual")
        for threads in [1, 2]:
            limited = self.short(f"limited-{threads}", "--threads", threads, env=self.AVX2)
            np.testing.assert_allclose(losses(limited)[:3], losses(usual)[:3], rtol=1e-3)
            # Steps make more of a last place; weights of a wrong gradient would be far off by now.
            np.testing.assert_allclose(losses(limited), losses(usual), rtol=1e-2)
        result = run("train", "--resume", "--steps", "8", "--out", limited, env=self.AVX2)
        self.assertEqual(result.returncode, 0, result.stderr)
        result = run("evaluate", limited / "checkpoints" / "last.pt", "--precision", "auto", env=self.AVX2)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_precision_is_float32_where_amx_is_withheld(self):
        usual = json.loads((self.short("usual") / "run.json").read_text())
        if usual["instruction_set"] != "amx-bf16":
            self.skipTest("needs AMX")
        limited = self.short("limited", "--precision", "auto",
                             env={**os.environ, "LARGESTEP_MAX_ISA": "avx512-bf16"})
        self.assertEqual(json.loads((limited / "run.json").read_text())["precision"], "fp32")

    def test_precision_is_what_onednn_may_do(self):
        limited = self.short("limited", "--precision", "auto", env=self.AVX2)
        self.assertEqual(json.loads((limited / "run.json").read_text())["precision"], "fp32")
        # LibTorch has other convolutions where it sees no AVX-512 itself.
        for arguments in [("train", *TINY, "--steps", "2", "--precision", "bf16", "--out", self.directory / "bf16"),
                          ("evaluate", limited / "checkpoints" / "last.pt", "--precision", "bf16")]:
            result = run(*arguments, env=self.AVX2)
            if result.returncode != 0:
                self.refused(2, *arguments, says="precision bf16 is more than LibTorch can do on this processor under "
                             "ONEDNN_MAX_CPU_ISA=AVX2; use fp32", env=self.AVX2)
                self.assertFalse((self.directory / "bf16").exists())

    def test_the_way_to_convolve_changes_the_last_digits_alone(self):
        found = {}
        for way, taken in ("auto", "winograd"), ("winograd", "winograd"), ("direct", "direct"):
            path = self.short(way, "--width", "16", "--precision", "fp32", "--convolution", way)
            facts = json.loads((path / "run.json").read_text())
            self.assertEqual(facts["convolution"], taken)
            found[way] = [float(row["loss"]) for row in rows(path / "steps.csv")]
        np.testing.assert_allclose(found["winograd"][:2], found["direct"][:2], rtol=1e-3)
        self.assertEqual(found["auto"], found["winograd"])
        if facts["instruction_set"] != "baseline":
            self.assertNotEqual(found["winograd"], found["direct"])

    def test_auto_convolves_directly_in_bf16(self):
        if run("train", *TINY, "--precision", "bf16", "--dry-run").returncode != 0:
            self.skipTest("no bf16 here")
        path = self.short("bf16", "--precision", "bf16")
        self.assertEqual(json.loads((path / "run.json").read_text())["convolution"], "direct")


class Training(TinyCase):
    def test_files(self):
        path = self.train("run", "--sparsity-every", "3", "--checkpoint-every", "1")
        steps, metrics, sparsity = (rows(path / f"{name}.csv") for name in ("steps", "metrics", "sparsity"))
        self.assertEqual([int(row["step"]) for row in steps], list(range(1, 11)))
        self.assertEqual([row["epoch"] for row in steps][4], "1")
        self.assertEqual([int(row["step"]) for row in metrics], [0, 5, 10])
        self.assertEqual(metrics[0]["step_size"], "")
        self.assertAlmostEqual(float(metrics[0]["test_error"]), 0.9, delta=0.1)
        probe = [row for row in sparsity if row["source"] == "probe"]
        batch = [row for row in sparsity if row["source"] == "batch"]
        self.assertEqual(len(probe), 3 * 18)
        self.assertEqual({int(row["step"]) for row in batch}, {3, 6, 9})
        self.assertEqual(len([row for row in probe if row["distinct_active_fraction"]]), 3 * 5)
        self.assertEqual(sorted(p.name for p in (path / "checkpoints").iterdir()),
                         ["epoch-0001.pt", "epoch-0002.pt", "last.pt"])
        status = json.loads((path / "run.json").read_text())
        self.assertEqual((status["status"], status["steps"]), ("finished", 10))
        self.assertIn("not CIFAR-10", status["dataset"])

    def test_config_repeats_the_run(self):
        first = self.train("first")
        second = self.directory / "second"
        result = run("train", "--config", first / "config.toml", "--out", second)
        self.assertEqual(result.returncode, 0, result.stderr)
        for name in ("steps.csv", "sparsity.csv", "config.toml", "checkpoints/last.pt"):
            self.assertEqual((first / name).read_bytes(), (second / name).read_bytes(), name)
        self.assertNotEqual((self.train("third", "--seed", "1") / "steps.csv").read_text(),
                            (first / "steps.csv").read_text())

    def test_resume_after_kill_equals_an_uninterrupted_run(self):
        settings = ["--checkpoint-every", "1", "--epochs", "4", "--augment"]
        whole = self.train("whole", *settings)
        path = self.directory / "killed"
        with subprocess.Popen([PROGRAM, "train", *TINY, *settings, "--out", path], stdout=subprocess.DEVNULL) as process:
            while not (path / "checkpoints/epoch-0002.pt").exists() and process.poll() is None:
                time.sleep(0.005)
            process.send_signal(signal.SIGKILL)
        result = run("train", "--resume", "--out", path)
        self.assertEqual(result.returncode, 0, result.stderr)
        for name in ("steps.csv", "sparsity.csv"):
            self.assertEqual((path / name).read_text(), (whole / name).read_text(), name)
        load = lambda run_path: torch.load(run_path / "checkpoints/last.pt", weights_only=True)
        for key in ("model", "momentum"):
            ours, theirs = load(path)[key], load(whole)[key]
            self.assertEqual(list(ours), list(theirs))
            self.assertTrue(all(torch.equal(ours[name], theirs[name]) for name in ours))

    def test_resume_refuses_other_settings(self):
        path = self.train("run")
        self.refused(2, "train", "--resume", "--out", path, "--momentum", "0.5", says="settings")
        self.refused(2, "train", "--resume", "--out", path, "--preset", "sota-small", says="sota-small would change nothing")
        self.refused(3, "train", "--resume", "--out", self.directory / "none", says="none")

    def test_stop_signal_saves_and_says_how_to_go_on(self):
        path = self.directory / "run"
        command = [PROGRAM, "train", *TINY, "--epochs", "100000", "--eval-every", "1000000", "--out", path]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
            steps = path / "steps.csv"
            while process.poll() is None and not (steps.exists() and steps.stat().st_size > 100):
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertIn("--resume", errors)
        saved = torch.load(path / "checkpoints/last.pt", weights_only=True)["progress"]["step"]
        self.assertEqual(int(rows(path / "steps.csv")[-1]["step"]), saved)

    def test_of_a_switch_and_its_opposite_the_last_counts(self):
        for flags, augments in ((("--no-augment", "--augment"), "true"), (("--augment", "--no-augment"), "false")):
            path = self.train("-".join(flags), *flags)
            self.assertIn(f"augment = {augments}\n", (path / "config.toml").read_text())

    def test_schedule_counts_all_images_of_the_data_set(self):
        steps = list(csv.DictReader(run("schedule", "--preset", "plain-large-50", "--csv", "-").stdout.splitlines()))
        self.assertEqual((len(steps), steps[-1]["step"], steps[-1]["epoch"]), (19500, "19500", "100"))

    def test_schedule_of_a_run_given_in_steps_is_by_step(self):
        path = self.directory / "run"
        settings = ("--problem", "diagonal-network", "--steps", "400", "--schedule", "inverse", "--step-size", "0.1")
        table = [line.split() for line in run("schedule", *settings).stdout.splitlines()]
        self.assertEqual(table[0][0], "step")
        self.assertEqual([row[0] for row in table[1:]], [str(20 * i) for i in range(21)])
        self.assertEqual(run("train", *settings, "--out", path).returncode, 0)
        of_run = {row["step"]: float(row["step_size"]) for row in rows(path / "steps.csv")}
        for step, _, _, step_size, *_ in table[2:]:
            self.assertAlmostEqual(float(step_size), of_run[step], delta=1e-6)

    def test_schedule_matches_the_steps(self):
        path = self.train("run")
        result = run("schedule", *TINY, "--csv", "-")
        expected = [(row["step"], row["epoch"], row["step_size"]) for row in csv.DictReader(result.stdout.splitlines())]
        self.assertEqual([(row["step"], row["epoch"], row["step_size"]) for row in rows(path / "steps.csv")], expected)

    def test_report(self):
        paths = [self.train("a"), self.train("b", "--schedule", "constant", "--step-size", "0.002")]
        out = self.directory / "report"
        result = run("report", *paths, "--out", out)
        self.assertEqual(result.returncode, 0, result.stderr)
        report = json.loads((out / "report.json").read_text())
        self.assertEqual(len(report["runs"]), 2)
        self.assertEqual([block["name"] for block in report["runs"][0]["blocks"]], [f"block{i}" for i in range(1, 6)])
        self.assertEqual(report["runs"][1]["config"]["step-size"], 0.002)
        self.assertIn("not CIFAR-10", (out / "report.html").read_text())

    def test_reproduce_keeps_finished_runs_and_puts_them_beside_the_published(self):
        path = self.train("sota-small-seed0")
        self.refused(2, "reproduce", "--setting", "sota", "--out", self.directory, says="epochs is 2 there, 6 here")
        for name in ("large-10", "large-30", "large-50"):
            shutil.copytree(path, self.directory / f"sota-{name}-seed0")
        settings = {"width": 16, "epochs": 6, "batch-size": 128, "train-size": 0, "average-tau": 0.99}
        for name in ("small", "large-10", "large-30", "large-50"):
            of_run = {"step-size": 0.1, "decay-at": f"0.{name[-2:]}"}
            if name == "small":
                of_run = {"step-size": 0.002, "decay-at": 0.5, "schedule": '"constant"'}
            config = self.directory / f"sota-{name}-seed0" / "config.toml"
            lines = [line.split(" = ") for line in config.read_text().splitlines()]
            config.write_text("".join(f"{key} = {(settings | of_run).get(key, value)}\n" for key, value in lines))
        result = run("reproduce", "--setting", "sota", "--out", self.directory)
        self.assertEqual(result.returncode, 0, result.stderr)
        table = rows(self.directory / "reproduction.csv")
        error = {row["setting"]: row for row in table if row["figure"] == "test_error"}
        self.assertEqual(float(error["large-50"]["published"]), 0.0561)
        self.assertEqual(error["small"]["mean"], rows(path / "metrics.csv")[-1]["test_error"])
        self.assertIn("14.29", (self.directory / "reproduction.md").read_text())
        # A run that somebody else is training is left to them, and so is the table.
        run_json = self.directory / "sota-large-50-seed0" / "run.json"
        run_json.write_text(run_json.read_text().replace('"finished"', '"running"'))
        with open(self.directory / "sota-large-50-seed0" / "run.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            result = run("reproduce", "--setting", "sota", "--out", self.directory)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("large-50-seed0 is being trained by another process", result.stdout)
        self.assertIn("1 of 4 runs are left to other processes", result.stdout)
        self.refused(2, "reproduce", "--setting", "best", "--out", self.directory, says="sota, plain")

    def test_starts_from_weights_and_momentum_of_python(self):
        network = ResNet18(4)
        torch.manual_seed(1)
        optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9)
        network(torch.rand(8, 3, 32, 32)).square().mean().backward()
        optimizer.step()
        start = self.directory / "python.pt"
        torch.save({"model": network.state_dict(), "optimizer": optimizer.state_dict()}, start)
        path = self.train("run", "--start-from", start, "--step-size", "1e-12", "--epochs", "1", "--weight-decay", "0")
        saved = torch.load(path / "checkpoints/last.pt", weights_only=True)
        name = "layer4.1.conv2.weight"
        self.assertTrue(torch.allclose(saved["model"][name], network.state_dict()[name], atol=1e-6))
        self.refused(2, "train", *TINY, "--width", "8", "--start-from", start, "--out", self.directory / "x", says="width 4")
        self.refused(3, "train", *TINY, "--start-from", self.directory / "no.pt", "--out", self.directory / "x", says="no.pt")
        self.assertFalse((self.directory / "x").exists())
        # The file is not needed any more, once there is a checkpoint.
        start.unlink()
        again = run("train", "--resume", "--out", path)
        self.assertEqual(again.returncode, 0, again.stderr)

    def test_average_and_validation_are_recorded_and_resumed(self):
        settings = ["--average-tau", "0.9", "--test-size", "0", "--validation-size", "100", "--checkpoint-every", "1"]
        path = self.train("run", *settings)
        row = rows(path / "metrics.csv")[-1]
        result = run("evaluate", path, "--average", "--json", "-")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertNotEqual(row["average_test_loss"], row["test_loss"])
        self.assertAlmostEqual(json.loads(result.stdout)["loss"], float(row["average_test_loss"]), places=5)
        for column in ("validation_loss", "validation_error", "average_test_loss", "average_test_error",
                       "sampled_train_loss"):
            self.assertGreater(float(row[column]), 0, column)
        # From the first epoch's state on, the run repeats itself, average included.
        again = self.directory / "again"
        shutil.copytree(path, again)
        shutil.copy(again / "checkpoints/epoch-0001.pt", again / "checkpoints/last.pt")
        self.assertEqual(run("train", "--resume", "--out", again).returncode, 0)
        saved = [torch.load(p / "checkpoints/last.pt", weights_only=True)["average"] for p in (path, again)]
        self.assertTrue(saved[0])
        self.assertTrue(all(torch.equal(saved[0][name], saved[1][name]) for name in saved[0]))
        self.refused(2, "train", *TINY, "--validation-size", "320", "--out", self.directory / "x", says="validation-size")


def reference(width, state, images):
    network = ResNet18(width)
    network.load_state_dict(state, strict=True)
    with torch.no_grad():
        logits = network.eval()(images)
    return logits, network.features()


def cifar(name, count):
    records = np.fromfile(DATA / name, np.uint8).reshape(-1, 3073)[:count].copy()
    return torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32)).float() / 255, torch.from_numpy(records[:, 0]).long()


class Measuring(TinyCase):
    def test_evaluate_agrees_with_python(self):
        path = self.train("run")
        state = torch.load(path / "checkpoints/last.pt", weights_only=True)["model"]
        images, labels = cifar("test_batch.bin", 10000)
        logits, _ = reference(4, state, images)
        predictions = self.directory / "predictions.csv"
        result = run("evaluate", path, "--json", "-", "--predictions", predictions)
        self.assertEqual(result.returncode, 0, result.stderr)
        found = json.loads(result.stdout)
        self.assertEqual((found["images"], found["split"]), (10000, "test"))
        self.assertAlmostEqual(found["loss"], torch.nn.functional.cross_entropy(logits, labels).item(), places=4)
        right = (logits.argmax(1) == labels).double().mean().item()
        self.assertAlmostEqual(found["accuracy"], right, delta=3e-4)
        self.assertEqual(np.sum(found["confusion"]), 10000)
        self.assertAlmostEqual(np.trace(found["confusion"]) / 10000, found["accuracy"], places=9)
        guesses = np.array([int(row["predicted_class"]) for row in rows(predictions)])
        self.assertGreater((guesses == logits.argmax(1).numpy()).mean(), 0.999)

    def test_sparsity_agrees_with_python(self):
        torch.manual_seed(0)
        network = ResNet18(3)
        for module in network.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.bias.data.normal_()
        torch.save(network.state_dict(), self.directory / "python.pt")
        result = run("sparsity", self.directory / "python.pt", "--json", "-")
        self.assertEqual(result.returncode, 0, result.stderr)
        found = json.loads(result.stdout)
        self.assertEqual(found["images"], 10752)
        parts = [cifar(f"data_batch_{i}.bin", 10000)[0] for i in (1, 2)]
        _, features = reference(3, network.state_dict(), torch.cat(parts)[:10752])
        self.assertEqual([layer["name"] for layer in found["layers"]], list(features))
        for layer in found["layers"]:
            value = features[layer["name"]].flatten(1)
            self.assertEqual(layer["units"], value.shape[1])
            self.assertAlmostEqual(layer["active_fraction"], (value > 0).double().mean().item(), delta=1e-5)
            self.assertAlmostEqual(layer["dead_fraction"], 1 - (value > 0).any(0).double().mean().item(), delta=1e-3)
        pooled = features["pooled"].double().numpy()
        block5 = found["blocks"][4]
        self.assertAlmostEqual(block5["distinct_active_fraction"], distinct_active_fraction(pooled), delta=1e-5)


class Measures(TinyCase):
    def test_of_a_checkpoint_and_of_its_run_are_the_same(self):
        path = self.train("run", "--measure-every", "8", "--measures", "norms,hessian,dead,rank", "--measure-images", "16")
        recorded = rows(path / "measures.csv")
        self.assertEqual(sorted({int(row["step"]) for row in recorded}), [8, 10])
        result = run("sparsity", path, "--measures", "rank,dead,hessian,norms", "--measure-images", "16", "--json", "-",
                     "--threads", "1")
        self.assertEqual(result.returncode, 0, result.stderr)
        found = json.loads(result.stdout)["measures"]
        self.assertEqual(list(found), ["dead", "rank", "norms", "hessian"])
        for row in recorded:
            if int(row["step"]) == 10:
                measure = found[row["measure"]]
                value = (measure[row["layer"]] if row["layer"] else measure)[row["figure"]]
                self.assertAlmostEqual(value, float(row["value"]), delta=1e-9 + 1e-6 * abs(value), msg=row)
        hessian = found["hessian"]
        self.assertAlmostEqual(hessian["step_size_times_eigenvalue"], 0.00005 * 10 * hessian["top_eigenvalue"])
        self.assertNotIn("measures", json.loads(run("sparsity", path, "--json", "-").stdout))
        text = run("sparsity", path, "--measures", "norms").stdout
        self.assertIn("gradient_norm", text)

    def test_wrong_names_and_numbers_are_refused(self):
        path = self.directory / "run"
        self.refused(2, "train", *TINY, "--measures", "hesian", "--out", path, says="did you mean hessian?")
        self.refused(2, "train", *TINY, "--measure-images", "1", "--out", path, says="measure-images")
        self.refused(2, "sparsity", path, "--measures", "ranks", says="did you mean rank?")
        self.refused(2, "sparsity", path, "--measure-images", "513", says="measure-images")


def distinct_active_fraction(features):
    kept = np.flatnonzero((features > 0).any(0))
    correlation = np.abs(np.corrcoef(features[:, kept].T))
    remaining = list(range(len(kept)))
    for i in range(len(kept)):
        if any(j != i and correlation[i, j] > 0.95 for j in remaining):
            remaining.remove(i)
    return (features[:, kept[remaining]] > 0).sum() / features.size


if __name__ == "__main__":
    unittest.main()
