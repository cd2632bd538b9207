"""Several processes that train one network, as launchers start them: equal to one process, stopped, killed, cut off,
resumed. Needs $LARGESTEP and $LARGESTEP_DATA."""
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest

from program import Case, PROGRAM, rows, run, succeed, wait_until

TINY = ("--width 1 --batch-size 16 --train-size 160 --test-size 500 --eval-every 10 --threads 1 --precision fp32 --schedule constant "
        "--rank-timeout 20").split()
ENDLESS = [*TINY, "--epochs", "100000", "--eval-every", "100000", "--checkpoint-every-steps", "5"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def silent_server():
    """Something else on a port: accepts every connection and never says a word."""
    with socket.socket() as listening, contextlib.ExitStack() as connections:
        listening.bind(("0.0.0.0", 0))
        listening.listen()

        def accept():
            with contextlib.suppress(OSError):
                while True:
                    connections.enter_context(listening.accept()[0])

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join()


def find_torchrun():
    """A torchrun of the LibTorch that the program is linked with, since the store that it serves and the one that the
    program speaks to must be of one version: $LARGESTEP_TORCHRUN, or the one beside this Python."""
    torchrun = os.environ.get("LARGESTEP_TORCHRUN") or pathlib.Path(sys.executable).parent / "torchrun"
    if not os.access(torchrun, os.X_OK):
        raise unittest.SkipTest(f"there is no {torchrun}; LARGESTEP_TORCHRUN can name one")
    python = pathlib.Path(torchrun).parent / "python3"
    asked = subprocess.run([python, "-c", "import torch; print(torch.__version__)"], capture_output=True, text=True)
    own = re.search(r"LibTorch (\S+)", run("--version").stdout)[1]
    if asked.stdout.split(".")[0] != own.split(".")[0]:
        raise unittest.SkipTest(f"{torchrun} is of PyTorch {asked.stdout.strip() or 'unknown'}, the program of LibTorch {own}")
    return str(torchrun)


class Ranks:
    """Started by hand with torchrun's variables."""

    def __init__(self, size, arguments, only=None, address="127.0.0.1", port=None, namespaces=None):
        self.port = port or free_port()
        self.processes = {}
        for rank in only if only is not None else range(size):
            environment = {**os.environ, "RANK": str(rank), "WORLD_SIZE": str(size), "MASTER_ADDR": address,
                           "MASTER_PORT": str(self.port)}
            inside = ["ip", "netns", "exec", namespaces[rank]] if namespaces else []
            own = arguments(rank) if callable(arguments) else arguments
            self.processes[rank] = subprocess.Popen([*inside, PROGRAM, "train", *map(str, own)], text=True,
                                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)

    def __getitem__(self, rank):
        return self.processes[rank]

    def finish(self, timeout=120):
        """{rank: (exit code, what it printed on stderr)}"""
        try:
            return {rank: (process.wait(timeout), process.stderr.read())
                    for rank, process in self.processes.items()}
        finally:
            self.end()

    def end(self):
        for process in self.processes.values():
            if process.poll() is None:
                process.kill()
                process.wait()
            process.stdout.close()
            process.stderr.close()


class RanksCase(Case):
    def setUp(self):
        super().setUp()
        self.out = self.directory / "run"

    def start(self, size, arguments, **options):
        ranks = Ranks(size, arguments, **options)
        self.addCleanup(ranks.end)
        return ranks

    def wait_for_step(self, step, ranks, out=None):
        def current():
            try:
                return int(((out or self.out) / "steps.csv").read_text().splitlines()[-1].split(",")[0])
            except (FileNotFoundError, ValueError, IndexError):
                return 0
        wait_until(lambda: current() >= step, *ranks.processes.values(), seconds=60)

    def assert_one_sentence(self, text, *parts):
        self.assertEqual(text.count("\n"), 1, text)
        for part in parts:
            self.assertIn(part, text)

    def assert_resumes(self):
        last = int(rows(self.out / "steps.csv")[-1]["step"])
        environment = {key: value for key, value in os.environ.items() if key != "RANK"}
        process = subprocess.Popen([PROGRAM, "train", "--resume", "--out", self.out], env=environment,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        ranks = Ranks(0, [])
        ranks.processes[0] = process
        self.addCleanup(ranks.end)
        self.wait_for_step(last + 5, ranks)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), 130)


class Equality(RanksCase):
    """BatchNorm synced, 20 steps in float32. The step size is small, since at a large one any difference in the last
    place grows, between two kernels in one process as well."""

    ARGUMENTS = [*TINY, "--width", "4", "--batch-size", "32", "--train-size", "640", "--epochs", "1", "--momentum", "0",
                 "--step-size", "1e-4", "--average-tau", "0.9", "--sparsity-every", "10", "--eval-every", "20"]

    def train(self, size, *more):
        out = self.directory / f"of{size}{len(more)}"
        ranks = self.start(size, [*self.ARGUMENTS, "--out", out, "--sync-batchnorm", *more])
        for rank, (code, said) in ranks.finish().items():
            self.assertEqual((code, said), (0, ""), rank)
        return out

    def test_two_and_four_processes_are_one(self):
        alone = self.directory / "alone"
        succeed("train", *self.ARGUMENTS, "--out", alone)
        for out in (self.train(2), self.train(4), self.train(2, "--kernels", "libtorch")):
            for one, several in zip(rows(alone / "steps.csv"), rows(out / "steps.csv"), strict=True):
                self.assertAlmostEqual(float(one["loss"]), float(several["loss"]), delta=1e-5)
            for one, several in zip(rows(alone / "metrics.csv"), rows(out / "metrics.csv"), strict=True):
                for column in ("train_loss", "test_loss", "average_test_loss"):
                    self.assertAlmostEqual(float(one[column]), float(several[column]), delta=1e-4)
                for column in ("train_error", "test_error"):
                    self.assertAlmostEqual(float(one[column]), float(several[column]), delta=2e-3)
            for one, several in zip(rows(alone / "sparsity.csv"), rows(out / "sparsity.csv"), strict=True):
                self.assertEqual((one["layer"], one["units"], one["images"]),
                                 (several["layer"], several["units"], several["images"]))
                self.assertAlmostEqual(float(one["active_fraction"]), float(several["active_fraction"]), delta=2e-3)
            self.assertEqual(json.loads((out / "run.json").read_text())["status"], "finished")

    def test_evaluating_the_same_weights_gives_the_same_counts(self):
        """At step size 0 all runs have the same weights, and BatchNorm's momentum-free statistics after one epoch."""
        errors = set()
        for size in (2, 4):
            out = self.directory / f"still{size}"
            ranks = self.start(size, [*self.ARGUMENTS, "--out", out, "--sync-batchnorm", "--step-size", "1e-30"])
            self.assertEqual({code for code, _ in ranks.finish().values()}, {0})
            last = rows(out / "metrics.csv")[-1]
            errors.add((last["train_error"], last["test_error"]))
        self.assertEqual(len(errors), 1, errors)


class Life(RanksCase):
    def test_a_signal_to_one_stops_all_at_the_same_step_and_other_numbers_of_processes_go_on(self):
        ranks = self.start(2, [*ENDLESS, "--out", self.out])
        self.wait_for_step(12, ranks)
        ranks[1].send_signal(signal.SIGTERM)
        ended = ranks.finish()
        self.assertEqual([code for code, _ in ended.values()], [143, 143])
        self.assert_one_sentence(ended[0][1], "stopped by SIGTERM")
        self.assertEqual(ended[1][1], "")
        self.assertEqual(json.loads((self.out / "run.json").read_text())["status"], "stopped")
        last = int(rows(self.out / "steps.csv")[-1]["step"])
        ranks = self.start(3, ["--resume", "--out", self.out])
        self.wait_for_step(last + 5, ranks)
        ranks[0].send_signal(signal.SIGUSR1)
        self.assertEqual([code for code, _ in ranks.finish().values()], [138, 138, 138])
        self.assertEqual([int(row["step"]) for row in rows(self.out / "steps.csv")],
                         list(range(1, int(rows(self.out / "steps.csv")[-1]["step"]) + 1)))
        self.assert_resumes()

    def test_all_are_stopped_by_divergence_alike(self):
        ranks = self.start(2, [*TINY, "--epochs", "5", "--step-size", "1e9", "--out", self.out])
        for code, said in ranks.finish().values():
            self.assertEqual(code, 4)
            self.assert_one_sentence(said, "diverged")

    def test_launched_by_torchrun(self):
        def launched(*meeting, **variables):
            return subprocess.run([find_torchrun(), "-r", "1", "-t", "1", "--nproc_per_node", "2", *meeting, "--no_python",
                                   PROGRAM, "train", *TINY, "--epochs", "1", "--out", str(self.out)],
                                  capture_output=True, text=True, timeout=120, env={**os.environ, **variables})

        result = launched("--master_port", str(free_port()))
        if "without libuv support" in result.stderr:  # Debian 13's asks for what it was built without
            result = launched("--rdzv_backend", "c10d", "--rdzv_id", "1", "--rdzv_endpoint", str(self.directory / "rendezvous"),
                              "--rdzv_conf", "store_type=file", "--local_addr", "127.0.0.1",
                              TORCH_DISABLE_SHARE_RDZV_TCP_STORE="1")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(json.loads((self.out / "run.json").read_text())["processes"], 2)


class Faults(RanksCase):
    def test_whoever_is_killed_is_named_by_the_others(self):
        for victim in (0, 2):
            with self.subTest(rank=victim):
                self.out = self.directory / f"killed{victim}"
                ranks = self.start(3, [*ENDLESS, "--out", self.out])
                self.wait_for_step(12, ranks)
                ranks[victim].kill()
                for rank, (code, said) in ranks.finish(timeout=40).items():
                    if rank == victim:
                        continue
                    self.assertEqual(code, 6)
                    self.assert_one_sentence(said, f"rank {rank}: rank {victim} (process ", " is lost")
                    if rank == 0:
                        self.assertIn("last good checkpoint", said)
                self.assert_resumes()

    def test_a_silent_rank_is_lost_after_the_timeout(self):
        ranks = self.start(2, [*ENDLESS, "--rank-timeout", "6", "--out", self.out])
        self.wait_for_step(12, ranks)
        ranks[1].send_signal(signal.SIGSTOP)
        started = time.monotonic()
        self.assertEqual(ranks[0].wait(30), 6)
        self.assertLess(time.monotonic() - started, 25)
        ranks[1].send_signal(signal.SIGCONT)
        ended = ranks.finish(timeout=40)
        self.assert_one_sentence(ended[0][1], "rank 1 (process ", "is lost")
        self.assertEqual(ended[1][0], 6)
        self.assert_one_sentence(ended[1][1], "rank 0 (process ")
        self.assert_resumes()

    def test_a_rank_that_fails_tells_the_others_why(self):
        other = self.directory / "no-data"
        other.mkdir()
        ranks = self.start(2, lambda rank: [*TINY, "--epochs", "1", "--out", self.out,
                                            *(["--data", other] if rank == 1 else [])])
        ended = ranks.finish()
        self.assertEqual([code for code, _ in ended.values()], [3, 3])
        self.assert_one_sentence(ended[0][1], "rank 0: rank 1 (process ", " ended: ")
        self.assert_one_sentence(ended[1][1], "rank 1: ", "no-data")
        self.assertFalse(self.out.exists())

    def test_different_settings_and_data_are_refused_by_all(self):
        other = self.directory / "other"
        succeed("data", "synthesize", other, "--seed", "2")
        for own, difference in ((["--step-size", "0.07"], "step-size = 0.07"), (["--data", other], "training images")):
            ranks = self.start(2, lambda rank: [*TINY, "--epochs", "1", "--out", self.out, *(own if rank == 1 else [])])
            for code, said in ranks.finish().values():
                self.assertEqual(code, 2, said)
                self.assert_one_sentence(said, "not started alike", difference)
        self.assertFalse(self.out.exists())

    def test_missing_ranks_are_named(self):
        ended = self.start(3, [*TINY, "--rank-timeout", "6", "--out", self.out], only=[0, 2]).finish()
        for code, said in ended.values():
            self.assertEqual(code, 6)
            self.assert_one_sentence(said, "of 3 processes, rank 1 did not come within 6 s")
        ended = self.start(2, [*TINY, "--rank-timeout", "2", "--out", self.out], only=[1]).finish()
        self.assertEqual(ended[1][0], 6)
        self.assert_one_sentence(ended[1][1], "rank 0 can't be reached", "MASTER_PORT")

    def test_a_port_in_use_is_said_so(self):
        started = time.monotonic()
        with silent_server() as port:
            ended = self.start(2, [*TINY, "--rank-timeout", "2", "--out", self.out], port=port).finish(timeout=30)
        self.assertLess(time.monotonic() - started, 15)
        self.assertEqual(ended[0][0], 2)
        self.assert_one_sentence(ended[0][1], "is in use; set MASTER_PORT")
        self.assertEqual(ended[1][0], 6)
        self.assert_one_sentence(ended[1][1], "rank 0")

    def test_an_address_that_is_not_rank_zeros_is_said_so(self):
        ended = self.start(2, [*TINY, "--rank-timeout", "2", "--out", self.out], only=[0], address="no.such.host.invalid").finish()
        self.assertEqual(ended[0][0], 2)
        self.assert_one_sentence(ended[0][1], "at no.such.host.invalid", "is MASTER_ADDR this machine's?")

    def test_what_one_process_must_do_alone_is_refused(self):
        for arguments, part in ((["--problem", "svm"], "problem svm"), (["--batch-size", "1"], "batch-size is 1")):
            ended = self.start(2, [*TINY, *arguments, "--out", self.out] if part != "problem svm" else
                               [*arguments, "--out", self.out]).finish()
            for code, said in ended.values():
                self.assertEqual(code, 2)
                self.assert_one_sentence(said, part)


    def test_reproduce_is_for_one_process(self):
        result = run("reproduce", "--setting", "diagonal", "--out", self.out,
                     env={**os.environ, "RANK": "0", "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1"})
        self.assertEqual(result.returncode, 2)
        self.assert_one_sentence(result.stderr, "without a launcher")
        self.assertFalse(self.out.exists())


class Waiting(RanksCase):
    """Processes whose others do not come, as in the shell of srun --pty."""

    SHELL = {"SLURM_PROCID": "0", "SLURM_STEP_NUM_TASKS": "4", "SLURM_LOCALID": "0", "MASTER_ADDR": "127.0.0.1"}

    def begin(self, variables, *arguments):
        process = subprocess.Popen([PROGRAM, "train", *TINY, "--rank-timeout", "300", *arguments, "--out", self.out],
                                   text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env={**os.environ, **variables, "MASTER_PORT": str(free_port())})
        ranks = Ranks(0, [])
        ranks.processes[0] = process
        self.addCleanup(ranks.end)
        return process

    def test_rank_zero_says_whom_it_waits_for_and_a_signal_ends_that(self):
        process = self.begin(self.SHELL)
        started = time.monotonic()
        line = process.stdout.readline()
        for part in ("rank 0: waiting for 3 of 4 processes (rank 1, rank 2, rank 3), at most 300 s",
                     "SLURM_STEP_NUM_TASKS says that there are 4", "RANK=0 WORLD_SIZE=1"):
            self.assertIn(part, line)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(10), 130)
        self.assertLess(time.monotonic() - started, 15)
        self.assert_one_sentence(process.stderr.read(), "stopped by Ctrl-C before the first step")
        self.assertFalse(self.out.exists())

    def test_what_it_says_to_do_trains_alone(self):
        process = self.begin({**self.SHELL, "RANK": "0", "WORLD_SIZE": "1"}, "--epochs", "1")
        self.assertEqual(process.wait(60), 0, process.stderr.read())
        self.assertNotIn("waiting", process.stdout.read())
        self.assertEqual(json.loads((self.out / "run.json").read_text())["processes"], 1)

    def test_the_others_say_that_rank_zero_does_not_answer(self):
        process = self.begin({**self.SHELL, "SLURM_PROCID": "2"})
        self.assertRegex(process.stdout.readline(), r"^rank 2: waiting for rank 0 at 127.0.0.1, port \d+, at most 300 s$")
        process.send_signal(signal.SIGUSR2)
        self.assertEqual(process.wait(10), 140)
        self.assertEqual(process.stderr.read(), "")

    def test_who_has_come_hears_that_another_was_stopped(self):
        ranks = self.start(3, [*TINY, "--rank-timeout", "60", "--out", self.out], only=[0, 1])
        self.assertIn("waiting for 1 of 3 processes (rank 2)", ranks[0].stdout.readline())
        ranks[0].send_signal(signal.SIGTERM)
        ended = ranks.finish(timeout=20)
        self.assertEqual(ended[0][0], 143)
        self.assertEqual(ended[1][0], 6)
        self.assert_one_sentence(ended[1][1], "rank 1: rank 0 ended: it was stopped while it waited for the others")


@contextlib.contextmanager
def two_hosts():
    """Two network namespaces joined by a cable: what they are called, the first one's address, how to cut it."""
    names = [f"largestep{os.getpid()}{side}" for side in "ab"]
    ends = [f"ls{os.getpid() % 100000}{side}" for side in "ab"]
    ip = shutil.which("ip", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")

    def run(*arguments):
        return subprocess.run([ip, *arguments], capture_output=True).returncode == 0

    try:
        if not ip:
            raise unittest.SkipTest("no program ip: apt-get install iproute2")
        if not all(run("netns", "add", name) and run("netns", "exec", name, "true") for name in names):
            raise unittest.SkipTest("no network namespaces, which take root (and docker run --privileged)")
        if not run("link", "add", ends[0], "netns", names[0], "type", "veth", "peer", "name", ends[1], "netns", names[1]):
            raise unittest.SkipTest("no cable between network namespaces: the kernel has no veth")
        for number, (name, end) in enumerate(zip(names, ends), start=1):
            run("-n", name, "addr", "add", f"10.77.0.{number}/24", "dev", end)
            run("-n", name, "link", "set", end, "up")
            run("-n", name, "link", "set", "lo", "up")
        yield names, "10.77.0.1", lambda: run("-n", names[1], "link", "set", ends[1], "down")
    finally:
        for name in names:
            if ip:
                run("netns", "delete", name)


class Hosts(RanksCase):
    def test_two_hosts_train_and_end_when_one_is_cut_off(self):
        with two_hosts() as (names, address, cut):
            ranks = self.start(2, [*ENDLESS, "--rank-timeout", "8", "--out", self.out], address=address,
                               namespaces=names)
            self.wait_for_step(12, ranks)
            self.assertTrue(cut())
            started = time.monotonic()
            ended = ranks.finish(timeout=60)
            self.assertLess(time.monotonic() - started, 45)
            for rank, (code, said) in ended.items():
                self.assertEqual(code, 6, said)
                self.assert_one_sentence(said, f"rank {rank}: rank {1 - rank} (process ", "is lost")
        self.assert_resumes()


if __name__ == "__main__":
    unittest.main()
