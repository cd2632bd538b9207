"""The recorded runs of docs/figure1-small, as report sees them: the rule for hovering on real curves, the claims, and the
tables of README.md and docs/REPRODUCTION.md, which are about these runs. Needs $LARGESTEP."""
import json
import pathlib
import re
import unittest

from program import Case, rows, succeed

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUNS = ROOT / "docs/figure1-small"
LARGE = {"figure1-large-10-seed0": 10, "figure1-large-30-seed0": 30, "figure1-large-50-seed0": 50}
ALL = ["figure1-small-seed0", *LARGE]


def last_row(run):
    return rows(RUNS / run / "metrics.csv")[-1]


def blocks_at_end(run):
    """Distinct active fraction by block, after the last step."""
    table = [row for row in rows(RUNS / run / "sparsity.csv") if row["distinct_active_fraction"]]
    last = max(int(row["step"]) for row in table)
    return [float(row["distinct_active_fraction"]) for row in table if int(row["step"]) == last]


class RecordedFigure(Case):
    def setUp(self):
        super().setUp()
        self.said = succeed("report", *(RUNS / run for run in ALL), "--out", self.directory / "report").stdout
        report = json.loads((self.directory / "report/report.json").read_text())
        self.runs = {pathlib.Path(run["path"]).name: run for run in report["runs"]}

    def test_the_loss_hovers_up_to_the_decay_of_each_large_run_and_nowhere_else(self):
        self.assertEqual(self.runs["figure1-small-seed0"]["loss_stabilization"], [])
        for run, percent in LARGE.items():
            found = self.runs[run]["loss_stabilization"]
            self.assertEqual(len(found), 1, run)
            self.assertAlmostEqual(found[0]["last_epoch"], percent, delta=0.05, msg=run)
            falls = f"{found[0]['fall_after']:.0f} times, {found[0]['fall_before']:.2f} (published"
            self.assertIn(falls, (ROOT / "docs/REPRODUCTION.md").read_text(), run)

    def test_both_claims_are_made_as_far_as_the_runs_carry_them(self):
        self.assertIn("The longer the step size stays large, the lower the test error: 35 % without, and 17, 16 and 15 %", self.said)
        self.assertIn("All 4 runs fit the training set", self.said)
        self.assertIn("the sparser ones in blocks 3, 4 and 5", self.said)
        self.assertIn("the longer it stays the sparser in block 5, not in blocks 3 and 4", self.said)

    def test_the_tables_are_those_of_the_runs(self):
        readme = (ROOT / "README.md").read_text()
        reproduction = (ROOT / "docs/REPRODUCTION.md").read_text()
        for run in ALL:
            last, blocks = last_row(run), blocks_at_end(run)[2:5]
            self.assertEqual(float(last["train_error"]), 0.0, run)
            error = 100 * float(last["test_error"])
            fractions = " / ".join(f"{value:.2f}".lstrip("0") for value in blocks)
            self.assertRegex(readme, rf"\| 0\.00 % \| {error:.1f} % \|.*\| {re.escape(fractions)} \|", run)
            name = run.removeprefix("figure1-").removesuffix("-seed0")
            loss = f"{float(last['sampled_train_loss']):.4f}".lstrip("0")
            cells = " | ".join(f"{value:.3f}".lstrip("0") for value in blocks)
            self.assertRegex(reproduction, rf"\| {name} \| {re.escape(loss)} \|.*\| {error:.2f} % \|.*\| {re.escape(cells)} \|", run)


if __name__ == "__main__":
    unittest.main()
