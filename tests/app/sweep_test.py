"""`largestep sweep` as a user meets it: planned, trained by several, stopped, gathered, reported. Needs $LARGESTEP."""
import json
import os
import pathlib
import signal
import statistics
import subprocess
import unittest

from program import Case, PROGRAM, rows, run, wait_until

SMALL = ("--problem least-squares --steps 400 --schedule large-then-decay --decay-at 0.5 --eval-every 100").split()
DIVERGES = "1000000"


class SweepCase(Case):
    def setUp(self):
        super().setUp()
        self.out = self.directory / "sweep"

    def sweep(self, *arguments, code=0, **options):
        result = run("sweep", *SMALL, *arguments, "--out", self.out, **options)
        self.assertEqual(result.returncode, code, result.stderr)
        return result

    def start(self, *arguments, **options):
        process = subprocess.Popen([PROGRAM, "sweep", *SMALL, *map(str, arguments), "--out", self.out],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def run_json(self, name):
        return json.loads((self.out / name / "run.json").read_text())


class Results(SweepCase):
    def test_are_means_over_the_seeds_of_every_combination(self):
        result = self.sweep("--set", f"step-size=0.001,0.01,{DIVERGES}", "--set", "seed=0..1", "--jobs", 2, code=4)
        names = {path.name for path in self.out.iterdir() if path.is_dir()}
        self.assertEqual(names, {f"step-size={step}_seed={seed}" for step in ("0.001", "0.01", DIVERGES) for seed in (0, 1)})
        self.assertEqual([line.split()[0] for line in result.stdout.splitlines() if " diverges" in line], [DIVERGES])
        table = {row["step_size"]: row for row in rows(self.out / "sweep.csv")}
        self.assertEqual(table[DIVERGES]["diverges"], "2")
        self.assertEqual(table[DIVERGES]["train_loss"], "")
        losses = [float(rows(self.out / f"step-size=0.01_seed={seed}" / "metrics.csv")[-1]["train_loss"]) for seed in (0, 1)]
        self.assertAlmostEqual(float(table["0.01"]["train_loss"]), statistics.mean(losses), places=12)
        self.assertNotIn("test_error", table["0.01"])
        self.assertTrue((self.out / "sweep.svg").read_text().startswith("<?xml"))
        statuses = {entry["name"]: entry["status"] for entry in json.loads((self.out / "sweep.json").read_text())["runs"]}
        self.assertEqual(statuses[f"step-size={DIVERGES}_seed=1"], "diverged")
        self.assertEqual(self.run_json("step-size=0.01_seed=1")["threads"], 1)

    def test_of_a_sweep_that_is_there_need_no_training_and_a_wider_one_only_what_is_new(self):
        self.sweep("--set", "step-size=0.01", "--set", "seed=0")
        before = self.run_json("step-size=0.01_seed=0")
        again = self.sweep("--set", "step-size=0.01", "--set", "seed=0")
        self.assertIn("0.01", again.stdout)
        self.sweep("--set", "seed=0,1", "--set", "step-size=0.01")
        self.assertEqual(self.run_json("step-size=0.01_seed=0"), before)
        self.assertEqual(self.run_json("step-size=0.01_seed=1")["status"], "finished")
        self.refused(2, "sweep", *SMALL, "--set", "step-size=0.02", "--set", "seed=0..1", "--out", self.out,
                     says=("holds another sweep", "step-size 0.01 is there, not here"))
        self.refused(2, "sweep", *SMALL, "--set", "step-size=0.01", "--set", "seed=0..1", "--momentum", "0.5", "--out", self.out,
                     says=("step-size=0.01_seed=0 holds another experiment", "momentum is 0 there, 0.5 here"))
        self.refused(2, "sweep", *SMALL, "--set", "seed=0", "--out", self.out / "step-size=0.01_seed=0", says="is a run")

    def test_are_not_begun_where_a_value_is_wrong(self):
        for arguments, says in ((("--set", "step-size=0.1,-1"), "step-size is -1"), (("--set", "step-sise=1"), "step-size?"),
                                (("--set", "seed=2..1"), "smaller first"), (("--set", "step-size"), "NAME=VALUES"),
                                (("--set", "seed=0", "--seed", "1"), "given with --seed and varied"),
                                (("--set", "seed=0", "--jobs", "0"), "--jobs"), ((), "--set is required"),
                                (("--set", "seed=0", "--log-json"), "log-json follows one run"),
                                (("--set", "schedule=0:0.1,0.5:0.01"), "put semicolons between"),
                                (("--set", "seed=0", "--gather", "--print-commands"), "excludes")):
            self.refused(2, "sweep", *SMALL, *arguments, "--out", self.out, says=says)
        self.assertFalse(self.out.exists())

    def test_of_a_sweep_that_grew_show_no_picture_of_before(self):
        self.sweep("--set", "step-size=0.001,0.01", "--set", "batch-size=1,2")
        self.assertTrue((self.out / "sweep-map.svg").exists())
        self.sweep("--set", "step-size=0.001,0.01", "--set", "batch-size=1,2,3,4,5,6,7,8,9", "--jobs", "2")
        self.assertEqual({path.name for path in self.out.glob("*.svg")}, {"sweep-map.svg"})

    def test_come_although_a_run_fails(self):
        good, bad = self.directory / "good.csv", self.directory / "bad.csv"
        good.write_text("x,y\n" + "".join(f"{x},{2 * x}\n" for x in range(8)))
        result = self.sweep("--set", f"csv={bad},{good}", "--target", "y", "--step-size", "0.001", code=3)
        self.assertIn(f": could not read {bad}", result.stderr)
        [finished] = self.out.glob("csv=*/run.json")
        self.assertEqual(json.loads(finished.read_text())["status"], "finished")
        self.assertEqual([row["finished"] for row in rows(self.out / "sweep.csv")], ["0", "1"])

    def test_of_data_by_a_relative_path_need_no_training_again(self):
        (self.directory / "table.csv").write_text("x,y\n" + "".join(f"{x},{2 * x}\n" for x in range(8)))
        asked = ("--csv", "table.csv", "--target", "y", "--set", "step-size=0.001,0.002")
        self.sweep(*asked, cwd=self.directory)
        before = self.run_json("step-size=0.001")
        self.sweep(*asked, cwd=self.directory)
        self.sweep(*asked, "--gather", cwd=self.directory)
        self.assertEqual(self.run_json("step-size=0.001"), before)

    def test_are_compared_by_a_report_of_the_folder(self):
        self.sweep("--set", "step-size=0.001,0.01", "--set", "seed=0..1", "--jobs", "2", "--quiet")
        result = run("report", self.out, "--out", self.directory / "report")
        self.assertEqual(result.returncode, 0, result.stderr)
        report = json.loads((self.directory / "report/report.json").read_text())
        self.assertEqual([pathlib.Path(entry["path"]).name for entry in report["runs"]],
                         [f"step-size={step}_seed={seed}" for step in (0.001, 0.01) for seed in (0, 1)])


class Sharing(SweepCase):
    ENDLESS = ("--steps", "100000000", "--set", "seed=0..3", "--step-size", "0.001", "--jobs", "2", "--quiet")

    def statuses(self):
        return sorted(json.loads(path.read_text())["status"] for path in self.out.glob("*/run.json"))

    def test_two_processes_train_each_run_once(self):
        processes = [self.start("--set", "step-size=0.001,0.01", "--set", "seed=0..2") for _ in range(2)]
        for process in processes:
            _, errors = process.communicate(timeout=300)
            self.assertEqual(process.returncode, 0, errors)
        self.assertEqual(self.statuses(), ["finished"] * 6)
        self.assertEqual({json.loads(path.read_text())["resumed"] for path in self.out.glob("*/run.json")}, {0})
        self.assertEqual([row["finished"] for row in rows(self.out / "sweep.csv")], ["3", "3"])

    def begin_endless(self):
        process = self.start(*self.ENDLESS)
        wait_until(lambda: len([1 for path in self.out.glob("*/steps.csv") if len(path.read_text()) > 100]) == 2, process)
        return process

    def test_ctrl_c_saves_all_and_says_how_to_go_on(self):
        process = self.begin_endless()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=300)
        self.assertEqual(process.returncode, 130, errors)
        self.assertEqual(errors.strip(), "largestep: stopped by Ctrl-C with 0 of 4 runs ended; the same command goes on")
        self.assertEqual(self.statuses(), ["stopped"] * 2)
        statuses = [entry["status"] for entry in json.loads((self.out / "sweep.json").read_text())["runs"]]
        self.assertEqual(statuses, ["unfinished", "unfinished", "missing", "missing"])

    def test_go_on_though_nobody_reads(self):
        process = self.start("--set", "seed=0..3", "--step-size", "0.001", "--jobs", "2")
        process.stdout.close()
        process.wait(300)
        self.assertEqual(self.statuses(), ["finished"] * 4)
        self.assertEqual(rows(self.out / "sweep.csv")[0]["finished"], "4")

    def test_end_where_the_system_tells_nobody_how_processes_end(self):
        process = self.start("--set", "seed=0..1", "--step-size", "0.001", preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
        _, errors = process.communicate(timeout=300)
        self.assertEqual(process.returncode, 0, errors)
        self.assertEqual(self.statuses(), ["finished"] * 2)

    def test_a_kill_leaves_no_training_behind(self):
        process = self.begin_endless()
        process.kill()
        process.communicate()
        wait_until(lambda: self.statuses() == ["stopped"] * 2)

    def test_a_launcher_is_refused(self):
        self.refused(2, "sweep", *SMALL, "--set", "seed=0", "--out", self.out, says="without a launcher",
                     env={**os.environ, "RANK": "0", "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1"})


class Commands(SweepCase):
    def setUp(self):
        super().setUp()
        self.out = self.directory / "a sweep"
        (self.directory / "bin").mkdir()
        (self.directory / "bin/largestep").symlink_to(PROGRAM)
        self.environment = {**os.environ, "PATH": f"{self.directory / 'bin'}:{os.environ['PATH']}"}

    def shell(self, command, **options):
        result = subprocess.run(["bash", "-c", command], env=self.environment, capture_output=True, text=True, timeout=300,
                                **options)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result

    def test_train_and_gather_what_the_sweep_would(self):
        arguments = ("--set", "step-size=0.001,0.01", "--nesterov", "--momentum", "0.5", "--bias")
        lines = self.sweep(*arguments, "--print-commands").stdout.splitlines()
        self.assertFalse(self.out.exists())
        self.assertEqual(len(lines), 3)
        self.shell(lines[0])
        self.assertEqual(self.sweep(*arguments, "--print-commands").stdout.splitlines(), lines[1:])
        self.shell(lines[1])
        gathered = self.shell(lines[2])
        self.assertIn("0.001", gathered.stdout)
        self.assertIn(f"largestep report '{self.out}' --out '{self.out}/report'", gathered.stdout)
        self.assertEqual([row["finished"] for row in rows(self.out / "sweep.csv")], ["1", "1"])
        before = self.run_json("step-size=0.01")
        self.sweep(*arguments)
        self.assertEqual(self.run_json("step-size=0.01"), before)

    def test_gather_what_there_is_without_training(self):
        self.sweep("--set", "seed=0", "--step-size", "0.001")
        result = self.sweep("--set", "seed=0..1", "--step-size", "0.001", "--gather")
        self.assertIn("1 of 2", result.stdout)
        self.refused(3, "sweep", *SMALL, "--set", "seed=0", "--out", self.directory / "none", "--gather", says="there is no sweep in")
        self.assertFalse((self.directory / "none").exists())
        self.assertFalse((self.out / "seed=1").exists())

    def test_are_for_whoever_runs_lines_at_once(self):
        commands = self.directory / "commands"
        commands.write_text(self.sweep("--set", "step-size=0.001,0.01", "--set", "seed=0..1", "--threads", "1", "--print-commands").stdout)
        self.shell(f"head -n -1 {commands} | xargs -d '\\n' -n 1 -P 2 bash -c && tail -n 1 {commands} | bash")
        self.assertEqual([row["finished"] for row in rows(self.out / "sweep.csv")], ["2", "2"])


if __name__ == "__main__":
    unittest.main()
