"""The parts of scripts/gpu_check.sh, each with a limit, and their results as JSON and as a table."""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/gpu"
CARRIED = ROOT / "build/carried"
SECONDS = 530  # in all, unless told otherwise
ALL_SKIPPED = 77  # what a test program ends with if it skipped all that it was asked for
TESTED = ["core", "device", "kernels", "ops", "data", "model", "optim", "problems", "train", "measure", "session"]

started = time.monotonic()
limit = SECONDS


class Results:
    """What was found so far, and what of it is a failure; on disk after each part."""

    def __init__(self, directory):
        self.directory = directory
        self.rows, self.failures = [], []
        directory.mkdir(parents=True, exist_ok=True)

    def add(self, name, value, unit="", failed=False):
        if failed:
            self.failures.append(f"{name}: {value}")
        self.rows.append({"name": name, "value": value, "unit": unit})
        print(f"[{time.monotonic() - started:4.0f} s] {name}: {value} {unit}".rstrip(), flush=True)
        (self.directory / "results.json").write_text(json.dumps(self.rows, indent=1) + "\n")
        lines = [f"| {row['name']} | {row['value']} {row['unit']} |" for row in self.rows]
        (self.directory / "results.md").write_text("| what | result |\n|---|---|\n" + "\n".join(lines) + "\n")


def call(command, seconds, log, **options):
    """Runs a command for so long at most, or what is left. @return (exit code or "timed out", output)."""
    seconds = max(1, min(seconds, limit - (time.monotonic() - started)))
    try:
        done = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=seconds, cwd=ROOT, check=False, **options)
        code, output = done.returncode, done.stdout
    except subprocess.TimeoutExpired as expired:
        code, output = f"timed out after {seconds:.0f} s", (expired.stdout or b"").decode(errors="replace")
    with open(log, "a", encoding="utf-8") as file:
        file.write(f"$ {' '.join(map(str, command))}\n{output}\n-> {code}\n\n")
    if code != 0:
        print(output[-2000:], flush=True)
    return code, output


def build(results, log, tests):
    arguments = ["-DLARGESTEP_WITH_OPENCV=OFF", "-DLARGESTEP_WITH_CAIRO=OFF", "-DLARGESTEP_WITH_TENSORBOARD=OFF"]
    if CARRIED.exists():
        arguments += [f"-DCMAKE_INCLUDE_PATH={CARRIED / 'include'}", f"-DCMAKE_LIBRARY_PATH={CARRIED / 'lib'}"]
        if not pathlib.Path("/usr/include/openssl/sha.h").exists():
            arguments += [f"-DOPENSSL_INCLUDE_DIR={CARRIED / 'include'}",
                          f"-DOPENSSL_CRYPTO_LIBRARY={CARRIED / 'lib/libcrypto.a'}"]
    if tests:
        arguments += ["-DLARGESTEP_BUILD_TESTS=ON"]
    targets = ["largestep"] + [f"{name}_test" for name in TESTED if tests]
    begun = time.monotonic()
    code, _ = call(["scripts/build.sh", "gpu", *targets, *arguments], 330, log,
                   env={**os.environ, "LARGESTEP_TORCH": sys.executable})
    results.add("build" + (" with tests" if tests else ""), "ok" if code == 0 else f"failed ({code})", failed=code != 0)
    results.add("build time", round(time.monotonic() - begun), "s")
    return code == 0


def run_tests(results, log, name, which):
    passed, skipped, failed = 0, 0, []
    for component in TESTED:
        code, output = call([BUILD / f"tests/{component}/{component}_test", f"--gtest_filter={which}",
                             "--gtest_brief=1"], 60, log)
        count = lambda word: int((re.search(rf"\[  {word} +\] (\d+) test", output) or [0, 0])[1])
        passed, skipped = passed + count("PASSED"), skipped + count("SKIPPED")
        named = re.findall(r"^\[  FAILED  \] (\S+\.\S+)", output, re.MULTILINE)
        failed += named
        if code not in (0, 1, ALL_SKIPPED) or code == 1 and not named:  # a crash or a time-out names no test
            failed.append(f"{component} ({code})")
    summary = f"{passed} passed, {len(set(failed))} failed, {skipped} skipped"
    results.add(name, summary + "".join(f"; {test}" for test in sorted(set(failed))[:6]), failed=bool(failed))


class Trainer:
    def __init__(self, results, log, out, data, rehearse):
        self.results, self.log, self.out, self.data = results, log, out, data
        self.device = "cpu" if rehearse else "cuda"
        self.rehearse = rehearse

    def train(self, name, *flags, seconds=120):
        """@return run.json and the seconds it took; None if it failed."""
        directory = self.out / name
        shutil.rmtree(directory, ignore_errors=True)
        begun = time.monotonic()
        code, _ = call([BUILD / "app/largestep", "train", "--data", self.data, "--device", self.device, "--out",
                        directory, "--quiet", *flags], seconds, self.log)
        took = time.monotonic() - begun
        if code != 0:
            self.results.add(f"{name}: training", f"failed ({code})", failed=True)
            return None, took
        return json.loads((directory / "run.json").read_text()), took

    def speed(self):
        width, steps = ("8", 12) if self.rehearse else ("64", 195)
        setting = ["--width", width, "--batch-size", "256", "--augment", "--momentum", "0.9", "--weight-decay", "5e-4",
                   "--average-tau", "0.999", "--eval-every", "1000000", "--checkpoint-every", "0"]
        if self.rehearse:
            setting += ["--train-size", "1024", "--batch-size", "64"]
        images = 1024 if self.rehearse else steps * 256
        for precision, epochs in (("bf16", 9), ("fp32", 3)):
            first, _ = self.train(f"speed-{precision}-1", *setting, "--precision", precision, "--epochs", "1")
            run, _ = self.train(f"speed-{precision}-{epochs}", *setting, "--precision", precision, "--epochs", epochs)
            if not first or not run:
                continue
            # Of training alone, which a run says of itself; the first epoch has the choice of algorithms in it.
            seconds = epochs * images / run["images_per_second"] - images / first["images_per_second"]
            name = f"width {width}, {precision}"
            if seconds <= 0:
                self.results.add(f"{name}: an epoch", f"{epochs} took no longer than one", failed=True)
                continue
            self.results.add(f"{name}: an epoch", round(seconds / (epochs - 1), 2), "s")
            self.results.add(f"{name}: largestep", round((epochs - 1) * images / seconds), "images/s")
            self.results.add(f"{name}: on", run.get("device", "?"))
        for name, flag in (("eager", []), ("compiled", ["--compile"])):
            code, output = call([sys.executable, "bench/pytorch_device_training.py", self.data, "--device", self.device,
                                 "--width", width, "--steps", steps, *flag], 90, self.log)
            found = dict(re.findall(r"^(\w+) ([0-9.]+)$", output, re.MULTILINE))
            self.results.add(f"width {width}, bf16: PyTorch {name}", found.get("images_per_second", f"failed ({code})"),
                             "images/s", failed="images_per_second" not in found)
            self.results.add(f"width {width}, bf16: PyTorch {name} until it is warm", found.get("start_seconds", "?"), "s")

    def accuracy(self, preset, *flags, seconds):
        run, took = self.train(preset + "".join(flags).replace("--", "-"), "--preset", preset, *flags, seconds=seconds)
        if run is None:
            return
        name = preset + (" " + " ".join(flags) if flags else "")
        metrics = self.out / (preset + "".join(flags).replace("--", "-")) / "metrics.csv"
        header, *_, last = metrics.read_text().strip().split("\n")
        row = dict(zip(header.split(","), last.split(",")))
        self.results.add(f"{name}: training error", row["train_error"])
        self.results.add(f"{name}: test error", row["test_error"])
        if row["average_test_error"]:
            self.results.add(f"{name}: test error of the average", row["average_test_error"])
        self.results.add(f"{name}: time", round(took, 1), "s")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--rehearse", action="store_true")
    parser.add_argument("--seconds", type=int, default=SECONDS)
    options = parser.parse_args()
    global limit
    limit = options.seconds
    import torch

    if not options.rehearse and not torch.cuda.is_available():
        sys.exit("this PyTorch sees no GPU; --rehearse tries the script itself on the CPU")
    out = options.out.resolve()
    results = Results(out)
    log = out / "log.txt"
    log.unlink(missing_ok=True)
    results.add("machine", torch.cuda.get_device_name(0) if torch.cuda.is_available() else "no GPU (rehearsal)")
    results.add("PyTorch", torch.__version__)
    data = os.environ.get("LARGESTEP_DATA", ROOT / "data")

    can_test = (CARRIED / "lib/libgmock.a").exists() or pathlib.Path("/usr/include/gmock/gmock.h").exists()
    if not build(results, log, can_test):
        sys.exit(1)
    trainer = Trainer(results, log, out / "runs", data, options.rehearse)
    if can_test:
        run_tests(results, log, "tests that want a GPU", "*_CUDA*")
    trainer.speed()
    presets = ["quickstart-small", "quickstart-large-50"]
    small = ["--epochs", "1", "--width", "4", "--train-size", "640"] if options.rehearse else []
    for preset in presets:
        trainer.accuracy(preset, *small, seconds=60)
    for seed in ("0", "1"):
        trainer.accuracy("speedrun", "--seed", seed, *small, seconds=150)
    shutil.rmtree(out / "runs", ignore_errors=True)
    if can_test and time.monotonic() - started < limit - 150:
        run_tests(results, log, "other tests", "-*_CUDA*")
    elif can_test:
        results.add("other tests", "left out: the time was for the rest")
    results.add("whole check", round(time.monotonic() - started), "s")
    if results.failures:
        sys.exit(f"gpu_check: {len(results.failures)} of {len(results.rows)} results are failures\n  " + "\n  ".join(results.failures))


if __name__ == "__main__":
    main()
