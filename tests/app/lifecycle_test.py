"""The life of a run as a user meets it: stopped, out of disk or memory, diverged, resumed, shared. Needs $LARGESTEP and
$LARGESTEP_DATA. kill_test.py kills it."""
import contextlib
import fcntl
import functools
import itertools
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import unittest

import torch

import kill_test

from program import Case, PROGRAM, rows, run, wait_until

TINY = ("--width 1 --epochs 2 --batch-size 16 --train-size 64 --test-size 500 --eval-every 1000 --threads 1 --precision fp32 "
        "--schedule constant --deterministic").split()
ENDLESS = [*TINY, "--epochs", "100000"]


def catches(process, number):
    """Whether the process has a handler for the signal."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"^SigCgt:\s*(\w+)$", status, re.MULTILINE)[1], 16) >> (number - 1) & 1 == 1


@contextlib.contextmanager
def mounted(path, options):
    """A small file system of its own; skips the test where that is not allowed."""
    path.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", path], capture_output=True, text=True)
    if mount.returncode != 0:
        raise unittest.SkipTest(f"no mounting, which takes root (and docker run --privileged): {mount.stderr.strip()}")
    try:
        yield path
    finally:
        subprocess.run(["umount", path], check=True)


class LifeCase(Case):
    def start(self, path, *arguments):
        process = subprocess.Popen([PROGRAM, "train", *map(str, arguments), "--out", path], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def assert_same(self, path, other, *names):
        for name in names or ("steps.csv", "sparsity.csv", "checkpoints/last.pt"):
            self.assertEqual((path / name).read_bytes(), (other / name).read_bytes(), name)


class OtherData(LifeCase):
    """A run whose table is not what it was."""

    def setUp(self):
        super().setUp()
        self.rows = [f"{x},{3 * x % 7}\n" for x in range(100)]
        self.write(self.rows)
        self.out = self.train("run", "--problem", "least-squares", "--csv", self.directory / "table.csv", "--target", "y",
                              "--step-size", "0.00001", "--batch-size", "1", "--steps", "150")

    def write(self, table):
        (self.directory / "table.csv").write_text("x,y\n" + "".join(table))

    def test_is_not_resumed(self):
        for table in (self.rows[:40], [*self.rows[:99], "99,0.5\n"]):
            self.write(table)
            self.refused(2, "train", "--resume", "--steps", "600", "--out", self.out, says="was trained on other data")
        self.write(self.rows)
        self.assertEqual(run("train", "--resume", "--steps", "600", "--out", self.out).returncode, 0)

    def test_of_an_earlier_version_is_refused_where_the_epoch_has_another_length(self):
        facts = json.loads((self.out / "run.json").read_text())
        del facts["data_fingerprint"]
        (self.out / "run.json").write_text(json.dumps(facts))
        self.write(self.rows[:40])
        self.refused(3, "train", "--resume", "--steps", "600", "--out", self.out, says="does not fit the 40 steps of an epoch")


class Stopping(LifeCase):
    def test_each_signal_saves_and_exits_with_its_code(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGUSR1, 138),
                             (signal.SIGUSR2, 140)):
            path = self.directory / number.name
            process = self.start(path, *ENDLESS)
            wait_until(lambda: (path / "steps.csv").exists() and len(rows(path / "steps.csv")) > 3, process)
            process.send_signal(number)
            _, errors = process.communicate(timeout=300)
            self.assertEqual(process.returncode, code)
            self.assertIn("--resume", errors)
            saved = torch.load(path / "checkpoints/last.pt", weights_only=True)["progress"]["step"]
            self.assertEqual([int(row["step"]) for row in rows(path / "steps.csv")], list(range(1, saved + 1)))
            self.assertEqual(json.loads((path / "run.json").read_text())["status"], "stopped")

    def test_by_a_kill_is_seen_by_a_report_that_watches(self):
        path = self.directory / "run"
        process = self.start(path, *ENDLESS)
        wait_until(lambda: (path / "steps.csv").exists() and len(rows(path / "steps.csv")) > 3, process)
        watch = subprocess.Popen([PROGRAM, "report", path, "--out", self.directory / "report", "--watch", "1"],
                                 stdout=subprocess.PIPE, text=True)
        self.assertIn(" running", "".join(watch.stdout.readline() for _ in range(2)))
        process.kill()
        process.communicate()
        output, _ = watch.communicate(timeout=60)
        self.assertEqual(watch.returncode, 0)
        self.assertEqual(output.count("has ended without saying so"), 1)
        self.assertIn("has ended without saying so; continue with", run("info", path).stdout)

    def begun_run(self, path):
        """A run that has just begun. @return what records it, what ends it"""
        self.assertEqual(run("train", "--problem", "svm", "--epochs", "1", "--quiet", "--out", path).returncode, 0)
        whole = {name: (path / name).read_text() for name in ("run.json", "steps.csv", "metrics.csv", "sparsity.csv")
                 if (path / name).exists()}
        for name in whole:
            (path / name).unlink()
        lock = open(path / "run.lock", "a")
        self.addCleanup(lock.close)
        fcntl.flock(lock, fcntl.LOCK_EX)

        def record():
            for name, content in whole.items():
                (path / name).write_text(content.replace('"status": "finished"', '"status": "running"') if name == "run.json" else content)

        def end():
            (path / "run.json").write_text(whole["run.json"])
            lock.close()

        return record, end

    def watch(self, *runs):
        watch = subprocess.Popen([PROGRAM, "report", *runs, "--out", self.directory / "report", "--watch", "1"],
                                 stdout=subprocess.PIPE, text=True)
        self.addCleanup(watch.stdout.close)
        self.addCleanup(watch.wait)
        self.addCleanup(watch.kill)
        return watch

    def test_a_report_that_watches_waits_for_a_run_that_just_begins(self):
        path = self.directory / "run"
        record, end = self.begun_run(path)
        watch = self.watch(path)
        self.assertEqual(watch.stdout.readline(), f"{path} has nothing recorded yet\n")
        record()
        printed = "".join(itertools.takewhile(lambda line: line != "run: epoch 1\n", watch.stdout))
        self.assertIn(f"{self.directory}/report/report.html\n", printed)  # does not wait for the run's end
        end()
        watch.communicate(timeout=60)
        self.assertEqual(watch.returncode, 0)

    def test_a_report_that_watches_a_folder_goes_on_while_a_run_in_it_has_just_begun(self):
        folder = self.directory / "runs"
        record, end = self.begun_run(folder / "b")
        watch = self.watch(folder)
        self.assertEqual(watch.stdout.readline(), f"{folder / 'b'} has nothing recorded yet\n")
        self.assertEqual(run("train", "--problem", "svm", "--epochs", "1", "--quiet", "--out", folder / "a").returncode, 0)
        page = self.directory / "report/report.html"
        for _ in range(3):  # pages of the finished run
            written = page.stat().st_mtime_ns if page.exists() else 0
            wait_until(lambda: page.exists() and page.stat().st_mtime_ns > written or watch.poll() is not None)
        self.assertIsNone(watch.poll(), "ended while a run was in progress")
        record()
        end()
        output, _ = watch.communicate(timeout=60)
        self.assertEqual(watch.returncode, 0)
        self.assertRegex(output.rpartition(f"{page}\n")[0].rpartition(f"{page}\n")[2], "(?m)^b .* finished$")

    def test_during_an_evaluation_which_is_made_up_for(self):
        settings = [*TINY, "--epochs", "3", "--eval-every", "8", "--sparsity-every", "4"]
        whole = self.train("whole", *settings)
        path = self.directory / "run"
        for step in (8, 12):  # 12: the last step, whose evaluation is all that is left to do
            process = self.start(path, *(["--resume"] if path.exists() else settings))
            wait_until(lambda: (path / "steps.csv").exists() and len(rows(path / "steps.csv")) == step, process)
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(300), 143)
            self.assertEqual(len(rows(path / "metrics.csv")), 1 if step == 8 else 2)
        self.assertEqual(run("train", "--resume", "--out", path).returncode, 0)
        self.assert_same(path, whole)
        drop = lambda path: [{**row, "evaluation_seconds": 0} for row in rows(path / "metrics.csv")]
        self.assertEqual(drop(path), drop(whole))

    def test_before_the_first_step_changes_nothing(self):
        for attempt in range(20):  # the signal can come too late on a busy machine
            path = self.directory / f"run{attempt}"
            process = self.start(path, *ENDLESS)
            wait_until(lambda: catches(process, signal.SIGINT), process)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=300)
            self.assertEqual(process.returncode, 130)
            if "before the first step" in errors:
                self.assertFalse(path.exists())
                return
        self.fail("no signal came before the first step")

    def test_a_second_signal_at_once_is_the_same_wish_and_an_ignored_hangup_stays_ignored(self):
        path = self.directory / "run"
        previous = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does; inherited
        process = self.start(path, *ENDLESS, "--eval-every", "4")
        signal.signal(signal.SIGHUP, previous)
        wait_until(lambda: (path / "steps.csv").exists() and len(rows(path / "steps.csv")) >= 4, process)
        process.send_signal(signal.SIGHUP)
        wait_until(lambda: len(rows(path / "metrics.csv")) >= 2, process)
        process.send_signal(signal.SIGSTOP)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
        self.assertIn(process.wait(300), (130, 143))
        self.assertEqual(json.loads((path / "run.json").read_text())["status"], "stopped")
        saved = torch.load(path / "checkpoints/last.pt", weights_only=True)["progress"]["step"]
        self.assertEqual(len(rows(path / "steps.csv")), saved)


class Resuming(LifeCase):
    def test_an_extended_run_equals_one_of_that_length(self):
        path = self.train("run", *TINY)
        self.assertEqual(run("train", "--resume", "--out", path, "--epochs", "3").returncode, 0)
        whole = self.train("whole", *TINY, "--epochs", "3")
        self.assert_same(path, whole, "steps.csv", "checkpoints/last.pt", "config.toml")
        self.refused(2, "train", "--resume", "--out", path, "--momentum", "0.5", "--step-size", "1", "--epochs", "2",
                   says=["momentum was 0.9, now 0.5", "step-size was 0.05, now 1", "epochs was 3, now 2"])
        self.refused(2, "train", "--resume", "--out", path, "--threads", "2", says="threads was 1, now 2")
        run_file = json.loads((path / "run.json").read_text())
        self.assertEqual((run_file["resumed"], run_file["status"], run_file["steps"]), (1, "finished", 12))
        self.assertGreater(run_file["peak_memory_bytes"], 1 << 26)

    def test_all_that_an_extended_run_recorded_equals_what_one_of_that_length_did(self):
        records = "--schedule constant --eval-every 5 --measure-every 5 --weights-every 5 --threads 1 --deterministic".split()
        for problem in (["least-squares", "--dimension", "2"], ["relu-1d"]):
            with self.subTest(problem[0]):
                settings = ["--problem", *problem, *records]
                path = self.train(f"{problem[0]}-run", *settings, "--steps", "20")
                self.assertEqual(run("train", "--resume", "--out", path, "--steps", "40").returncode, 0)
                whole = self.train(f"{problem[0]}-whole", *settings, "--steps", "40")
                kill_test.compare(path, whole, steps=40)

    def test_weights_of_a_lost_past_go_even_if_no_more_are_recorded(self):
        settings = "--problem least-squares --weights-every 2 --checkpoint-every 1".split()
        path = self.train("run", *settings, "--epochs", "3")
        checkpoints = path / "checkpoints"
        shutil.copy(checkpoints / "epoch-0001.pt", checkpoints / "last.pt")
        step = torch.load(checkpoints / "last.pt", weights_only=True)["progress"]["step"]
        self.assertEqual(run("train", "--resume", "--out", path, "--weights-every", "0").returncode, 0)
        last_row = (path / "weights.csv").read_text().splitlines()[-1]
        self.assertEqual(int(last_row.split(",")[0]), step // 2 * 2)

    def test_a_second_process_is_refused_and_told_who_is_there(self):
        path = self.directory / "run"
        process = self.start(path, *ENDLESS)
        wait_until(lambda: (path / "steps.csv").exists(), process)
        self.refused(5, "train", "--resume", "--out", path, says=[path, f"process {process.pid} on ", "since 20"])
        self.refused(2, "train", *TINY, "--out", path, says="--resume")


class Writing(LifeCase):
    def test_a_full_disk_leaves_the_last_checkpoint(self):
        whole = self.train("whole", *TINY, "--epochs", "8", "--checkpoint-every", "1")
        with mounted(self.directory / "small", "size=640k") as small:
            path = small / "run"
            self.refused(5, "train", *TINY, "--epochs", "8", "--checkpoint-every", "1", "--out", path,
                       says=["No space left on device", "--resume", path])
            good = torch.load(path / "checkpoints/last.pt", weights_only=True)["progress"]
            self.assertGreater(good["epoch"], 0)
            self.refused(5, "train", "--resume", "--out", path, says="No space left on device")
            self.assertEqual(torch.load(path / "checkpoints/last.pt", weights_only=True)["progress"], good)
            subprocess.run(["mount", "-o", "remount,size=8m", small], check=True)
            self.assertEqual(run("train", "--resume", "--out", path).returncode, 0)
            self.assert_same(path, whole)

    def test_a_read_only_directory_is_named(self):
        whole = self.train("whole", *TINY)
        with mounted(self.directory / "fixed", "size=8m") as fixed:
            shutil.copytree(whole, fixed / "run")
            subprocess.run(["mount", "-o", "remount,ro", fixed], check=True)
            self.refused(5, "train", "--resume", "--out", fixed / "run", says=[fixed / "run", "Read-only file system"])
            self.refused(5, "train", *TINY, "--out", fixed / "new", says=[fixed / "new", "Read-only file system"])


    def test_a_limit_on_file_sizes_is_like_a_full_disk_and_a_closed_pipe_is_nothing(self):
        path = self.directory / "run"
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50000, 50000))
        self.refused(5, "train", *TINY, "--out", path, preexec_fn=limit, says=["File too large", "last.pt"])
        self.assertFalse((path / "checkpoints/last.pt").exists())
        reader, writer = os.pipe()
        os.close(reader)
        result = subprocess.run([PROGRAM, "train", "--resume", "--out", path], stdout=writer)
        os.close(writer)
        self.assertEqual(result.returncode, 0)
        self.assertEqual(json.loads((path / "run.json").read_text())["status"], "finished")

    def test_a_damaged_checkpoint_is_named_and_an_earlier_one_takes_its_place(self):
        whole = self.train("whole", *TINY, "--checkpoint-every", "1")
        path = self.directory / "run"
        shutil.copytree(whole, path)
        last = path / "checkpoints/last.pt"
        content = bytearray(last.read_bytes())
        content[len(content) // 2] ^= 1
        last.write_bytes(content)
        self.refused(3, "train", "--resume", "--out", path, says=[last, "damaged", "earlier checkpoint"])
        shutil.copy(path / "checkpoints/epoch-0001.pt", last)
        self.assertEqual(run("train", "--resume", "--out", path).returncode, 0)
        self.assert_same(path, whole)


class Diverging(LifeCase):
    # Of 16 steps, the eighth is far too large.
    TOO_LARGE = [*TINY, "--epochs", "4", "--schedule", "0:0.05,0.5:1e6", "--checkpoint-every-steps", "1"]

    def test_is_reported_with_the_last_good_checkpoint(self):
        path = self.directory / "run"
        self.refused(4, "train", *self.TOO_LARGE, "--out", path, "--quiet",
                   says=["the loss is", "at step 9 ", "step size 1e+06", "last.pt of step 7"])
        run_file = json.loads((path / "run.json").read_text())
        self.assertEqual((run_file["status"], run_file["steps"]), ("diverged", 8))
        checkpoint = torch.load(path / "checkpoints/last.pt", weights_only=True)
        self.assertEqual(checkpoint["progress"]["step"], 7)
        for name, tensor in checkpoint["model"].items():
            self.assertTrue(torch.isfinite(tensor.float()).all(), name)

    def test_restarts_lower_until_it_works_and_resumes_there(self):
        settings = [*self.TOO_LARGE, "--on-divergence", "restart-lower:0.001"]
        whole = self.train("whole", *settings)
        restarts = json.loads((whole / "run.json").read_text())["restarts"]
        self.assertGreater(len(restarts), 0)
        self.assertEqual({(restart["step"], restart["from_step"]) for restart in restarts}, {(9, 7)})
        checkpoint = torch.load(whole / "checkpoints/last.pt", weights_only=True)
        self.assertEqual(checkpoint["restarts"], len(restarts))
        self.assertEqual(checkpoint["step_size_scale"].item(), restarts[-1]["step_size_scale"])
        last = rows(whole / "steps.csv")[-1]
        self.assertAlmostEqual(float(last["step_size"]) / (1e6 * restarts[-1]["step_size_scale"]), 1)
        self.assertEqual([int(row["step"]) for row in rows(whole / "steps.csv")], list(range(1, 17)))
        path = self.directory / "stopped"
        process = self.start(path, *settings)
        wait_until(lambda: (path / "run.json").exists() and json.loads((path / "run.json").read_text())["restarts"],
                   process)
        process.kill()
        process.wait()
        self.assertEqual(run("train", "--resume", "--out", path).returncode, 0)
        self.assert_same(path, whole)
        again = json.loads((path / "run.json").read_text())["restarts"]
        self.assertEqual(again, restarts)

    def test_restarts_are_bounded(self):
        # Without a checkpoint, from the start.
        self.refused(4, "train", *TINY, "--step-size", "1e30", "--on-divergence", "restart-lower:0.9", "--quiet", "--out",
                   self.directory / "run", says="restarted 5 times")


class Memory(LifeCase):
    def test_running_out_of_it_is_one_sentence(self):
        if os.environ.get("LARGESTEP_SANITIZE", "OFF") != "OFF":
            self.skipTest("under the sanitizer a program takes terabytes of addresses")

        def limit(gibibytes):
            resource.setrlimit(resource.RLIMIT_AS, (gibibytes << 30, gibibytes << 30))

        def starts(gibibytes):
            return subprocess.run([PROGRAM, "presets"], capture_output=True,
                                  preexec_fn=functools.partial(limit, gibibytes)).returncode == 0

        # LibTorch's libraries take 1 GiB of addresses, those of a CUDA build several; getting ready to train up to one
        # more; the training below 20.
        enough = 1 + next(gibibytes for gibibytes in range(2, 17) if starts(gibibytes))
        self.refused(1, "train", *TINY, "--width", "4", "--batch-size", "40960", "--train-size", "40960", "--quiet", "--out",
                   self.directory / "run", preexec_fn=functools.partial(limit, enough), says="not enough memory")
        self.assertEqual(json.loads((self.directory / "run/run.json").read_text())["status"], "failed")


if __name__ == "__main__":
    unittest.main()
