"""report.html of real runs in a headless Chromium: opened, clicked, dragged, saved, printed. Skips without the browser.
Needs $LARGESTEP and $LARGESTEP_DATA."""
import csv
import fcntl
import io
import json
import math
import pathlib
import random
import shutil
import struct
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree

from browser import Browser, find_chromium
from program import PROGRAM, rows, succeed

TINY = ("train --width 1 --epochs 2 --batch-size 16 --train-size 128 --test-size 500 --eval-every 8 --threads 1 --precision fp32 "
        "--measure-every 8 --measures channels,duplicates,norms --measure-images 16 --quiet").split()

DRAW_ALL = "cards.forEach((card) => { card.near = true; card.draw(); })"
SETTLED = "new Promise((done) => setTimeout(done, 150))"


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a, b):
    """By the definition of WCAG 2."""
    low, high = sorted([luminance(a), luminance(b)])
    return (high + 0.05) / (low + 0.05)


@unittest.skipUnless(find_chromium(), "no Chromium: apt-get install chromium")
class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.runs = []
        for name, step_size, schedule in (("small", 0.002, "constant"), ("large", 0.05, "large-then-decay")):
            for seed in (0, 1):
                cls.runs.append(cls.directory / f"{name}-seed{seed}")
                succeed(*TINY, "--step-size", step_size, "--schedule", schedule, "--seed", seed, "--out", cls.runs[-1])
        succeed("report", *cls.runs, "--out", cls.directory / "report")
        cls.page = cls.directory / "report" / "report.html"
        cls.browser = cls.enterClassContext(Browser())

    def setUp(self):
        self.browser.errors.clear()
        self.browser.resize(1280, 900)
        self.browser.scheme("light")
        self.browser.open("/dev/null")  # so that no state of another test stays in the address
        self.browser.open(self.page)
        self.browser.run(DRAW_ALL)
        # Charts far from what is in view are drawn anew only when they come near.
        self.browser.run("document.getElementById('controls').scrollIntoView()")
        self.browser.run(SETTLED)

    def tearDown(self):
        self.assertEqual(self.browser.errors, [])

    def box(self, selector):
        place = self.browser.run(f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'center'}});"
                                 "const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; })()")
        return place

    def click(self, selector):
        x, y, width, height = self.box(selector)
        for kind in ("mousePressed", "mouseReleased"):
            self.browser.mouse(kind, x + width / 2, y + height / 2, "left")

    def lines_of(self, curve):
        return self.browser.run(f"cards.find((card) => card.options.curve === '{curve}').content.lines"
                                ".map(({label, x, y, low, high}) => ({label, x, y, low, high}))")

    def test_opens_without_an_error_on_desktop_and_phone_in_light_and_dark(self):
        for width, height, phone in ((1280, 900, False), (390, 844, True)):
            for scheme in ("light", "dark"):
                self.browser.resize(width, height, phone)
                self.browser.scheme(scheme)
                self.browser.open(self.page)
                self.browser.run(DRAW_ALL)
                self.browser.run(SETTLED)
                with self.subTest(width=width, scheme=scheme):
                    self.assertEqual(self.browser.errors, [])
                    self.assertLessEqual(self.browser.run("document.documentElement.scrollWidth"), width)
                    missing = self.browser.run("cards.filter((card) => card.chart.offsetParent && !card.chart.querySelector('svg, canvas')).map((card) => card.name)")
                    self.assertEqual(missing, [])
                    ground = self.browser.run("getComputedStyle(document.body).backgroundColor")
                    self.assertEqual(ground == "rgb(244, 246, 249)", scheme == "light", ground)

    def test_shows_seeds_as_their_mean_with_a_band_and_each_on_demand(self):
        means = self.lines_of("test_error")
        self.assertEqual([line["label"] for line in means], ["small (2 seeds)", "large (2 seeds)"])
        errors = [[float(row["test_error"]) for row in rows(run / "metrics.csv")] for run in self.runs[:2]]
        for i, (a, b) in enumerate(zip(*errors)):
            self.assertAlmostEqual(means[0]["y"][i], (a + b) / 2, delta=1e-4)
            self.assertAlmostEqual(means[0]["low"][i], min(a, b), delta=1e-4)
            self.assertAlmostEqual(means[0]["high"][i], max(a, b), delta=1e-4)
        self.browser.run("[...document.querySelectorAll('button')].find((b) => b.textContent === 'Every seed').click()")
        self.assertEqual([line["label"] for line in self.lines_of("test_error")], [run.name for run in self.runs])

    def test_hides_a_run_in_all_charts_by_its_button(self):
        self.click(".run")
        self.assertEqual([line["label"] for line in self.lines_of("loss")], ["large (2 seeds)"])
        self.assertEqual([line["label"] for line in self.lines_of("step_size")], ["large (2 seeds)"])
        self.assertEqual(self.browser.run("document.querySelector('.run').getAttribute('aria-pressed')"), "false")
        self.click(".run")
        self.assertEqual(len(self.lines_of("loss")), 2)

    def test_compares_the_blocks_on_one_scale_unless_told_otherwise(self):
        scales = "cards.filter((card) => card.options.alike === 'distinct').map((card) => card.view.scale('y').domain())"
        shared = self.browser.run(scales)
        self.assertEqual(len(shared), 5)
        self.assertTrue(all(scale == shared[0] for scale in shared), shared)
        self.click("#own-scales")
        own = self.browser.run(f"({DRAW_ALL}, {scales})")
        self.assertTrue(any(scale != own[0] for scale in own), own)
        self.assertTrue(all(shared[0][0] <= low and high <= shared[0][1] for low, high in own), (shared, own))

    def test_does_not_spend_the_heat_map_on_the_pooled_features(self):
        low, high = self.browser.run("cards.find((card) => card.options.kind === 'heatmap').view.scale('colour').domain()")
        measured = [float(row["active_fraction"]) for run in self.runs for row in rows(run / "sparsity.csv")
                    if row["source"] == "probe" and row["layer"] != "pooled"]
        self.assertLessEqual(min(measured), low + 1e-4)
        self.assertLessEqual(high, max(measured) + 1e-4)

    def test_switches_between_logarithmic_and_linear(self):
        kind = "cards.find((card) => card.options.curve === 'test_error').view.scale('y').type"
        self.assertEqual(self.browser.run(kind), "linear")
        self.click('[data-curve="test_error"] .scale')
        self.assertEqual(self.browser.run(kind), "log")

    def test_zooms_by_dragging_and_back_by_the_button(self):
        x, y, width, height = self.box('[data-curve="loss"] .chart')
        self.browser.mouse("mousePressed", x + width * 0.4, y + height / 2, "left")
        self.browser.mouse("mouseMoved", x + width * 0.6, y + height / 2, "left")
        self.browser.mouse("mouseMoved", x + width * 0.8, y + height / 2, "left")
        self.browser.mouse("mouseReleased", x + width * 0.8, y + height / 2, "left")
        for curve in ("loss", "step_size", "test_error"):
            low, high = self.browser.run(f"cards.find((card) => card.options.curve === '{curve}').view.scale('x').domain()")
            self.assertGreater(low, 0.4)
            self.assertLess(high, 1.8)
        self.browser.run("[...document.querySelectorAll('button')].find((b) => b.textContent === 'Whole run').click()")
        self.assertEqual(self.browser.run("cards[0].view.scale('x').domain()[0]"), 0)

    def test_smooths_the_loss_by_the_slider(self):
        rough = self.browser.run("cards[0].content.lines[0].y.length") and self.lines_of("loss")[0]["y"]
        self.browser.run("(() => { const s = document.querySelector('input[type=range]'); s.max = 50; s.value = 50; s.dispatchEvent(new Event('input')); })()")
        smooth = self.lines_of("loss")[0]["y"]
        turns = lambda y: sum(abs(b - a) for a, b in zip(y, y[1:]))
        self.assertLess(turns(smooth), turns(rough) / 2)

    def test_gives_values_under_the_pointer_and_to_the_keyboard(self):
        x, y, width, height = self.box('[data-curve="test_error"] .chart')
        self.browser.mouse("mouseMoved", x + width - 8, y + height / 2)
        tip = self.browser.run("document.getElementById('tip').innerText")
        last = [float(rows(run / "metrics.csv")[-1]["test_error"]) for run in self.runs]
        self.assertIn("epoch 2.00", tip)
        self.assertIn(f"small (2 seeds): {50 * (last[0] + last[1]):.2f} %", tip)
        self.browser.mouse("mouseMoved", 2, 2)
        self.browser.run("document.querySelector('[data-curve=test_error] .chart').focus()")
        self.browser.call("Input.dispatchKeyEvent", type="keyDown", key="ArrowLeft")
        self.assertIn(f"large (2 seeds): {50 * (last[2] + last[3]):.2f} %", self.browser.run("document.getElementById('announce').textContent"))

    def save(self, curve, kind):
        self.browser.run(f"document.querySelector('[data-curve=\"{curve}\"] .save').open = true")
        self.browser.run(f"[...document.querySelectorAll('[data-curve=\"{curve}\"] .save button')].find((b) => b.textContent === '{kind}').click()")

    def test_saves_charts_as_svg_png_and_csv(self):
        self.save("test_error", "CSV")
        saved = list(csv.DictReader(io.StringIO(self.browser.downloaded("test-error.csv").decode())))
        large = [row for row in saved if row["run"].startswith("large")]
        self.assertEqual(len(large), len(rows(self.runs[2] / "metrics.csv")))
        self.assertAlmostEqual(float(large[-1]["lowest"]), min(float(rows(run / "metrics.csv")[-1]["test_error"]) for run in self.runs[2:]), delta=1e-4)
        self.save("test_error", "SVG")
        svg = self.browser.downloaded("test-error.svg").decode()
        root = xml.etree.ElementTree.fromstring(svg)
        self.assertTrue(root.tag.endswith("svg"))
        for text in ("Test error", "epoch", "small (2 seeds)", "large (2 seeds)"):
            self.assertIn(text, svg)
        self.save("loss", "PNG")
        png = self.browser.downloaded("training-loss-of-each-step.png")
        self.assertEqual(png[:8], b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", png[16:24])
        self.assertGreater(width, 1400)
        self.assertGreater(height, 700)
        for card in range(self.browser.run("cards.length")):
            size = self.browser.run(f"(async () => {{ const c = cards[{card}].kind.content(cards[{card}]); if (!c) return 1; const v = new vega.View(vega.parse("
                                    "{width: 700, ...c.spec({...lightTheme, font: 'sans-serif'}, 700, true)}, vegaConfig(lightTheme)), {renderer: 'none'});"
                                    "return (await v.toSVG()).length; })()")
            self.assertGreater(size, 0)

    def test_sorts_tables_by_numbers_and_words(self):
        table = "[...document.querySelectorAll('table.sortable')][1]"
        errors = {run.name: float(rows(run / "metrics.csv")[-1]["test_error"]) for run in self.runs}
        column = f"[...{table}.tBodies[0].rows].map((row) => row.cells[0].textContent)"
        self.browser.run(f"{table}.tHead.rows[0].cells[1].querySelector('button').click()")
        self.assertEqual([errors[name] for name in self.browser.run(column)], sorted(errors.values()))
        self.assertEqual(self.browser.run(f"{table}.tHead.rows[0].cells[1].ariaSort"), "ascending")
        self.browser.run(f"{table}.tHead.rows[0].cells[1].querySelector('button').click()")
        self.assertEqual([errors[name] for name in self.browser.run(column)], sorted(errors.values(), reverse=True))
        self.browser.run(f"{table}.tHead.rows[0].cells[0].querySelector('button').click()")
        self.assertEqual(self.browser.run(column), sorted(errors))

    def test_has_text_for_every_chart_and_contrast_for_every_text(self):
        silent = self.browser.run("cards.filter((card) => card.view && !(card.chart.getAttribute('aria-label') || '').includes('At the end') && card.options.kind === 'lines').map((card) => card.name)")
        self.assertEqual(silent, [])
        unnamed = self.browser.run("[...document.querySelectorAll('button, select, input, summary')].filter((e) => !(e.ariaLabel || e.textContent.trim() || e.labels?.length)).length")
        self.assertEqual(unnamed, 0)
        self.assertEqual(self.browser.run("document.documentElement.lang"), "en")
        for scheme in ("light", "dark"):
            self.browser.scheme(scheme)
            colours = self.browser.run("Object.fromEntries(['ink', 'soft', 'accent', 'paper', 'ground', 'raised', 'warn', 'warn-ink', 'accent-soft'].map((name) => "
                                       "[name, getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim()]))")
            for text, grounds in (("ink", ("paper", "ground", "raised", "accent-soft")), ("soft", ("ground", "raised")), ("accent", ("ground", "raised")), ("warn-ink", ("warn",))):
                for ground in grounds:
                    self.assertGreaterEqual(contrast(colours[text], colours[ground]), 4.5, (scheme, text, ground))
            for line in self.browser.run("report.groups.map((group) => group.colour)"):
                self.assertGreaterEqual(contrast(line, colours["raised"]), 2.9, (scheme, line))

    def test_prints_all_charts_on_white(self):
        self.browser.scheme("dark")
        self.browser.open(self.page)
        self.browser.run("addEventListener('beforeprint', () => { window.printed = [cards.filter((card) => card.view).length, currentTheme().paper]; })")
        document = self.directory / "report.pdf"
        self.browser.pdf(document)
        self.assertTrue(document.read_bytes().startswith(b"%PDF"))
        drawn, paper = self.browser.run("window.printed")
        self.assertEqual(paper, "#ffffff")
        self.assertEqual(drawn, self.browser.run("cards.filter((card) => card.figure.offsetParent || card.view).length"))

    def test_follows_a_run_that_is_still_going(self):
        run = self.directory / "going"
        shutil.copytree(self.runs[0], run)
        facts = json.loads((run / "run.json").read_text())
        (run / "run.json").write_text(json.dumps({**facts, "status": "running"}))
        metrics = (run / "metrics.csv").read_text().splitlines(keepends=True)
        (run / "metrics.csv").write_text("".join(metrics[:2]))
        lock = self.enterContext((run / "run.lock").open("w"))
        fcntl.flock(lock, fcntl.LOCK_EX)
        out = self.directory / "watched"
        watch = subprocess.Popen([PROGRAM, "report", run, "--out", out, "--watch", "1"], stdout=subprocess.PIPE, text=True)
        try:
            page = out / "report.html"
            end = time.monotonic() + 60
            while not page.exists() and time.monotonic() < end:
                time.sleep(0.05)
            self.browser.open(page)
            self.browser.run(DRAW_ALL)
            self.assertEqual(len(self.lines_of("test_error")[0]["y"]), 1)
            (run / "metrics.csv").write_text("".join(metrics))
            (run / "run.json").write_text(json.dumps(facts))
            lock.close()  # as with the process of a run
            self.assertEqual(watch.wait(timeout=60), 0)
            self.browser.wait("typeof report === 'object' && report.refresh_seconds === 0 && cards.length > 0", timeout=60)
            self.browser.run(DRAW_ALL)
            self.assertEqual(len(self.lines_of("test_error")[0]["y"]), len(metrics) - 1)
        finally:
            watch.kill()
            watch.communicate()


@unittest.skipUnless(find_chromium(), "no Chromium: apt-get install chromium")
class Many(unittest.TestCase):
    RUNS, EPOCHS, LAYERS, STEPS_AN_EPOCH = 200, 100, 20, 20

    def write_run(self, path, number):
        draw = random.Random(number)
        layers = [f"layer{i}.1.relu2" for i in range(1, 5)] + ["pooled"] + [f"layer{i}" for i in range(self.LAYERS - 5)]
        path.mkdir()
        (path / "config.toml").write_text(f'problem = "resnet18-cifar10"\nstep-size = {0.001 * (number + 1)}\nseed = 0\n')
        (path / "run.json").write_text('{"dataset": "CIFAR-10", "status": "finished"}')
        steps = [f"{k},{k / self.STEPS_AN_EPOCH},{0.1 if k < 1000 else 0.01},{math.exp(-k / 800) + 0.2 * draw.random()}\n"
                 for k in range(1, self.EPOCHS * self.STEPS_AN_EPOCH + 1)]
        (path / "steps.csv").write_text("step,epoch,step_size,loss\n" + "".join(steps))
        evaluations = [f"{e},{e},{1 / e},{1 / e},{1 / e},{draw.random()}\n" for e in range(1, self.EPOCHS + 1)]
        (path / "metrics.csv").write_text("step,epoch,train_loss,train_error,test_loss,test_error\n" + "".join(evaluations))
        activity = [f"{e},{e},probe,{layer},4096,{draw.random()},{draw.random() if i < 5 else ''},{draw.random()}\n"
                    for e in range(1, self.EPOCHS + 1) for i, layer in enumerate(layers)]
        (path / "sparsity.csv").write_text("step,epoch,source,layer,units,active_fraction,distinct_active_fraction,dead_fraction\n" + "".join(activity))
        return path

    def test_two_hundred_runs_open_in_three_seconds_and_twenty_megabytes(self):
        directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        runs = [self.write_run(directory / f"run{i}", i) for i in range(self.RUNS)]
        succeed("report", *runs, "--out", directory / "report")
        page = directory / "report" / "report.html"
        self.assertLess(page.stat().st_size, 20e6)
        with Browser() as browser:
            seconds = []
            while len(seconds) < 4 and min(seconds, default=9) > 3:  # other work on the machine slows some
                started = time.monotonic()
                browser.open(page)
                browser.run("document.querySelectorAll('.run').length")
                seconds.append(time.monotonic() - started)
            self.assertLess(min(seconds), 3)
            browser.run("cards[0].figure.scrollIntoView()")
            browser.wait("cards[0].view !== null")
            self.assertEqual(browser.run("cards[0].content.lines.length"), self.RUNS)
            self.assertEqual(browser.errors, [])


if __name__ == "__main__":
    unittest.main()
