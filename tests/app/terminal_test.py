"""What a person sees: progress on a terminal, help, completion, manual, info. Needs $LARGESTEP and $LARGESTEP_DATA."""
import fcntl
import functools
import json
import os
import pathlib
import pty
import re
import shutil
import struct
import subprocess
import termios
import unittest

import torch
from program import Case, PROGRAM, rows, run
from resnet18 import ResNet18

TINY = "--width 2 --epochs 2 --batch-size 64 --train-size 320 --test-size 500 --eval-every 5 --threads 1 --precision fp32".split()
ESCAPE = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def on_terminal(columns, *arguments, narrower=None, **environment):
    """What the program writes to a terminal of that width, which becomes a narrower one once there is a bar."""
    try:
        pid, terminal = pty.fork()
    except OSError as error:
        raise unittest.SkipTest(f"there is no pseudo-terminal to be had here (is /dev/pts mounted?): {error}")
    if pid == 0:
        os.environ.update({"TERM": "xterm", **environment})
        os.execv(PROGRAM, [PROGRAM, *map(str, arguments)])
    def resize(width):
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))

    resize(columns)
    written = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the program has ended
            break
        if not part:
            break
        written += part
        if narrower and b"images/s" in part:
            resize(narrower)
    os.waitpid(pid, 0)
    return written.decode()


class Progress(Case):
    SLOW = "--width 8 --epochs 2 --batch-size 64 --train-size 1600 --test-size 500 --eval-every 1000 --threads 1 --precision fp32".split()

    QUICK = "--width 2 --epochs 2 --batch-size 64 --train-size 6400 --test-size 500 --eval-every 1000 --threads 1 --precision fp32".split()

    def bars(self, columns, narrower=None, run=SLOW, **environment):
        path = self.directory / f"run{columns}{len(environment)}"
        text = on_terminal(columns, "train", *run, "--out", path, narrower=narrower, **environment)
        drawn = [line for line in text.replace("\n", "\r").split("\r") if re.search(r"loss \d", line) and "\x1b[K" in line]
        bars = [line for line in drawn if "test error" not in line]
        self.assertGreater(len(bars), 3, text)
        return text, bars

    def test_the_bar_tells_all_and_is_drawn_over(self):
        text, bars = self.bars(200, NO_COLOR="")
        plain = [ESCAPE.sub("", bar) for bar in bars]
        for word in ("█", "░", " %", "step ", "epoch ", "loss ", "step size 0.05", "block5 active", "images/s", "run "):
            self.assertTrue(any(word in bar for bar in plain), f"{word}: {plain[-1]}")
        self.assertIn("\x1b[36m", text)
        self.assertLessEqual(max(map(len, plain)), 199)
        self.assertIn("\r\x1b[Kevaluating", text)
        self.assertNotIn("loss", text.split("\r")[-1])  # the bar is gone at the end

    def test_no_colours_where_they_are_not_wanted_and_no_wrapping_where_it_is_narrow(self):
        text, bars = self.bars(40, NO_COLOR="1")
        self.assertEqual(set(ESCAPE.findall(text)), {"\x1b[K"})
        plain = [ESCAPE.sub("", bar) for bar in bars]
        self.assertLessEqual(max(map(len, plain)), 39)
        for word in (" %", "loss ", "run "):
            self.assertIn(word, plain[-1])

    def test_a_dumb_terminal_and_a_pipe_get_plain_lines(self):
        dumb = on_terminal(80, "train", *TINY, "--out", self.directory / "dumb", TERM="dumb")
        self.assertNotIn("\x1b", dumb)
        pipe = run("train", *TINY, "--out", self.directory / "pipe").stdout
        self.assertNotIn("\x1b", pipe)
        self.assertNotIn("\r", pipe)
        evaluations = [line for line in pipe.splitlines() if "test error" in line]
        self.assertEqual(len(evaluations), 3)
        self.assertRegex(evaluations[0], r"step +0 .*train loss \d.*test error \d.*block5 active .*distinct")
        quiet = run("train", *TINY, "--quiet", "--out", self.directory / "quiet")
        self.assertEqual((quiet.returncode, quiet.stdout, quiet.stderr), (0, "", ""))

    def test_it_says_what_it_will_do_and_how_long_that_takes(self):
        lines = run("train", *self.SLOW, "--epochs", "6", "--out", self.directory / "run").stdout.splitlines()
        self.assertRegex(lines[0], r"^resnet18-cifar10 on .*: 1600 training images, ResNet-18 with \d+ parameters$")
        self.assertEqual([line.split()[0] for line in lines[1:7]],
                         ["steps", "step", "update", "records", "computes", "writes"])
        self.assertTrue(any(re.match(r"expected: done in about \d.* images/s$", line) for line in lines), lines)

    def test_a_bar_that_a_narrower_window_has_wrapped_is_taken_away_whole(self):
        text, _ = self.bars(120, narrower=50, run=self.QUICK, NO_COLOR="1")
        self.assertRegex(text, "\x1b\\[[12]A\r\x1b\\[J")

    def test_a_run_that_ends_within_an_epoch_shows_which_part_of_it(self):
        text = on_terminal(200, "train", *self.QUICK, "--steps", "138", "--out", self.directory / "part", NO_COLOR="1")
        self.assertRegex(text, r"epoch \d\.\d\d/1\.38  ")

    def test_a_dry_run_says_what_it_would_take_and_writes_nothing(self):
        result = run("train", *self.SLOW, "--dry-run", "--out", self.directory / "run")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("1600 training images", result.stdout)
        self.assertRegex(result.stdout, r"  100 %  0\.0005 ")
        self.assertRegex(result.stdout, r"after \d+ steps: \d+ images/s, peak memory \d+ MiB, all of it in about \d+ .*nothing was written\n$")
        self.assertFalse((self.directory / "run").exists())
        self.refused(2, "train", *self.SLOW, "--dry-run", "--resume", "--out", self.directory / "run", says="--resume")

    def test_programs_get_json_lines(self):
        result = run("train", *TINY, "--log-json", "--out", self.directory / "run")
        events = [json.loads(line) for line in result.stdout.splitlines()]
        kinds = [event["event"] for event in events]
        self.assertEqual([kinds[0], kinds[-1]], ["start", "end"])
        self.assertLessEqual({"step", "evaluation"}, set(kinds))
        self.assertEqual((events[0]["total_steps"], events[-1]), (10, {"event": "end", "status": "finished", "step": 10}))
        written = rows(self.directory / "run/metrics.csv")
        evaluations = [event for event in events if event["event"] == "evaluation"]
        self.assertEqual([event["test_loss"] for event in evaluations], [float(row["test_loss"]) for row in written])
        self.assertIsNone(evaluations[0]["step_size"])
        self.assertEqual(set(evaluations[0]["blocks"]), {f"block{i}" for i in range(1, 6)})


class Help(Case):
    @functools.cache
    def commands():
        """Every command by its words, with its help."""
        found, open_ = {}, [()]
        while open_:
            words = open_.pop()
            text = found[words] = run(*words, "--help").stdout
            listed = re.search(r"^Subcommands:\n((?:  .*\n)*)", text, re.MULTILINE)
            open_ += [(*words, name) for name in re.findall(r"^  (\w+)", listed[1], re.MULTILINE)] if listed else []
        return found

    def test_every_command_has_examples_whose_flags_exist(self):
        commands = Help.commands()
        self.assertGreater(len(commands), 11)
        for words, text in commands.items():
            examples = re.findall(r"^  largestep (.*)$", text, re.MULTILINE)
            self.assertTrue(examples, words)
            for example in examples:
                named = tuple(word for word in example.split() if (*words[:1], word) in commands or (word,) in commands)
                if words:
                    self.assertTrue(example.startswith(" ".join(words)) or words == ("data",), f"{words}: {example}")
                help_text = commands.get(named[:2]) or commands[named[:1]]
                for flag in re.findall(r"(--[a-z-]+)", example):
                    self.assertIn(flag, help_text, f"{words}: {example}")

    def test_settings_are_shown_in_groups_with_default_and_range(self):
        text = run("train", "--help").stdout.split("Examples")[0]
        groups = re.findall(r"^([A-Z][a-z ]+):$", text, re.MULTILINE)
        self.assertEqual(groups, ["Options", "Problem", "Data", "Training", "Step size", "Regularisation", "Records",
                                  "Saving", "Machine"])
        step_size = text[text.index("Step size:"):text.index("Regularisation:")]
        self.assertEqual(re.findall(r"^  (--[a-z-]+)", step_size, re.MULTILINE),
                         ["--step-size", "--schedule", "--decay-at", "--warmup-exp", "--warmup-factor", "--decay-factor"])
        self.assertRegex(step_size, r"--step-size,--lr +.* \[default 0\.05; above 0\]\n")
        self.assertNotIn("{false}", text)

    def test_the_tour_uses_commands_and_flags_that_exist(self):
        tour = pathlib.Path(os.environ["LARGESTEP_TOUR"]).read_text()
        steps = re.findall(r"^\$ largestep ([a-z]+(?: verify)?)(.*)$", tour, re.MULTILINE)
        self.assertGreaterEqual(len(steps), 7)
        for command, rest in steps:
            for flag in re.findall(r"(--[a-z-]+)", rest):
                self.assertIn(flag, Help.commands()[tuple(command.split())], command)

    def complete(self, line):
        """What bash offers after the line."""
        script = f'source /dev/stdin; COMP_WORDS=({line}); COMP_WORDS+=(""); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))'
        if not line.endswith(" "):
            script = f'source /dev/stdin; COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))'
        result = subprocess.run(["bash", "-c", f'{script}; _largestep; printf "%s\\n" "${{COMPREPLY[@]}}"'],
                                input=run("completion").stdout, capture_output=True, text=True, timeout=60)
        self.assertEqual(result.stderr, "")
        return result.stdout.split()

    def test_bash_completes_commands_flags_and_values(self):
        commands = {words[0] for words in Help.commands() if words}
        self.assertEqual(set(self.complete("largestep ")), commands)
        self.assertEqual(self.complete("largestep tra"), ["train"])
        self.assertEqual(set(self.complete("largestep data ")), {"verify", "import", "synthesize"})
        self.assertEqual(set(self.complete("largestep train --step")), {"--step-size", "--steps"})
        self.assertEqual(set(self.complete("largestep train --preset quick")), {"quickstart-small"} |
                         {f"quickstart-large-{share}" for share in (10, 30, 50)})
        self.assertEqual(set(self.complete("largestep train --schedule ")),
                         {"constant", "large-then-decay", "cosine", "triangle", "grow-then-divide", "inverse"})
        self.assertEqual(set(self.complete("largestep train --method ")), {"sgd", "gd"})
        self.assertEqual(set(self.complete("largestep train --on-divergence ")), {"stop", "restart-lower:"})
        self.assertEqual(set(self.complete("largestep train --measures s")), {"sharpness"})
        self.assertEqual(set(self.complete("largestep train --problem l")), {"least-squares", "logistic"})
        self.assertEqual(set(self.complete("largestep reproduce --scale ")), {"full", "small", "mini"})
        self.assertEqual(set(self.complete("largestep sweep --set step")), {"step-size=", "steps="})
        self.assertEqual(set(self.complete("largestep evaluate --split t")), {"test", "train"})
        self.assertEqual(self.complete("largestep evaluate ru"), [])  # bash then offers files
        flags = set(re.findall(r"(?<![\w-])(--[a-z-]+)", run("train", "--help").stdout.split("Examples")[0]))
        offered = set(self.complete("largestep train --"))
        self.assertLessEqual({flag for flag in flags if not flag.startswith("--no-")} - {"--help"}, offered)

    def complete_in(self, shell, script):
        """What another shell offers, one candidate a line."""
        if not shutil.which(shell):
            self.skipTest(f"no {shell}: apt-get install {shell}")
        result = subprocess.run([shell, *(["-f"] if shell == "zsh" else ["--no-config"]), "-c", script],
                                input=run("completion", shell).stdout, capture_output=True, text=True, timeout=60)
        self.assertEqual(result.stderr, "")
        return {line.split("\t")[0] for line in result.stdout.splitlines()}

    def test_fish_completes_commands_flags_and_values(self):
        def complete(line):
            return self.complete_in("fish", f"source -; complete -C '{line}'")

        commands = {words[0] for words in Help.commands() if words}
        self.assertLessEqual(commands, complete("largestep "))
        self.assertEqual(complete("largestep data "), {"verify", "import", "synthesize"})
        self.assertLessEqual({"--step-size", "--steps"}, complete("largestep train --step"))
        self.assertEqual(complete("largestep train --preset quick"),
                         {"quickstart-small", *(f"quickstart-large-{share}" for share in (10, 30, 50))})

    def test_zsh_completes_commands_flags_and_values(self):
        def complete(*line):
            words = " ".join(f"'{word}'" for word in line)
            return self.complete_in("zsh", f"""
                compdef() {{ }}
                compadd() {{ print -l -- ${{(P)2}} }}
                _files() {{ print FILES }}
                _describe() {{ local name=${{@[-1]}}; print -l -- ${{${{(P)name}}%%:*}} }}
                eval "$(cat)"
                words=({words}) CURRENT={len(line)}
                _largestep""")

        commands = {words[0] for words in Help.commands() if words}
        self.assertEqual(complete("largestep", ""), commands)
        self.assertEqual(complete("largestep", "data", ""), {"verify", "import", "synthesize"})
        self.assertLessEqual({"--step-size", "--steps"}, complete("largestep", "train", "--"))
        self.assertEqual(complete("largestep", "reproduce", "--scale", ""), {"full", "small", "mini"})
        self.assertEqual(complete("largestep", "evaluate", ""), {"FILES"})

    def test_help_and_version_are_found_where_people_look(self):
        self.assertEqual(run("help").stdout, run("--help").stdout)
        self.assertEqual(run("help", "data", "verify").stdout, run("data", "verify", "--help").stdout)
        self.assertEqual(run("-V").stdout, run("--version").stdout)
        self.refused(2, "help", "trian", says="did you mean train?")

    def test_what_others_call_by_another_name_is_suggested(self):
        self.refused(2, "train", "--learning-rate", "0.1", says="there is no --learning-rate here; did you mean --step-size?")
        self.refused(2, "train", "--preset", "sota", says=["sota-small", "sota-large-50"])
        settings = self.directory / "settings.toml"
        settings.write_text("lr = 0.1\n")
        self.refused(2, "train", "--config", settings, says="did you mean step-size?")
        result = run("cat")
        self.assertNotIn("did you mean", result.stderr)

    def test_the_manual_is_complete_and_roff_takes_it_without_a_warning(self):
        page = run("manual").stdout
        for words in Help.commands():
            self.assertIn(f".SS largestep {' '.join(words)}".rstrip(), page)
        for flag in re.findall(r"^  (--[a-z-]+)", run("train", "--help").stdout, re.MULTILINE):
            self.assertIn(flag.replace("-", "\\-"), page)
        if not shutil.which("groff"):
            self.skipTest("no groff: apt-get install groff-base")
        formatted = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-P-c", "-P-bou"], input=page, capture_output=True, text=True)
        self.assertEqual(formatted.stderr, "")
        self.assertIn("EXIT STATUS", formatted.stdout)


class Info(Case):
    def test_of_a_run_it_tells_settings_results_and_layers(self):
        path = self.directory / "run"
        self.assertEqual(run("train", *TINY, "--average-tau", "0.9", "--out", path).returncode, 0)
        text = run("info", path)
        self.assertEqual(text.returncode, 0, text.stderr)
        for word in ("finished", "10 taken", "large-then-decay", "test error", "block5", "weight average", "layer4.1.conv2"):
            self.assertIn(word, text.stdout)
        found = json.loads(run("info", path, "--json", "-").stdout)
        self.assertEqual(found["run"]["final"]["step"], 10)
        state = torch.load(path / "checkpoints/last.pt", weights_only=True)["model"]
        network = ResNet18(2)
        network.load_state_dict(state)
        layers = found["checkpoint"]["layers"]
        self.assertEqual(sum(layer["parameters"] for layer in layers), sum(p.numel() for p in network.parameters()))
        own = {name: sum(p.numel() for p in module.parameters(recurse=False)) for name, module in network.named_modules()}
        for layer in layers:
            self.assertEqual(layer["parameters"], own.get(layer["name"], 0), layer)

    def test_of_a_run_that_has_recorded_nothing(self):
        path = self.directory / "begun"
        self.assertEqual(run("train", "--problem", "least-squares", "--steps", "70", "--out", path).returncode, 0)
        for name in ("steps.csv", "metrics.csv", "sparsity.csv"):
            (path / name).unlink(missing_ok=True)
        self.assertIn("least-squares", run("info", path).stdout)
        result = run("info", self.directory)
        self.assertEqual((result.returncode, result.stderr.count("no run directory")), (3, 1), result.stderr)

    def test_of_a_run_whose_length_is_in_steps(self):
        path = self.directory / "steps"
        self.assertEqual(run("train", "--problem", "least-squares", "--steps", "70", "--out", path).returncode, 0)
        self.assertIn("70 taken, of a run of 70 steps\n", run("info", path).stdout)

    def test_of_weights_from_python_and_of_nothing(self):
        weights = self.directory / "python.pt"
        torch.save(ResNet18(3).state_dict(), weights)
        text = run("info", weights).stdout
        self.assertIn("ResNet-18 of width 3", text)
        self.assertIn("holds weights\n", text)
        missing = run("info", self.directory / "no.pt")
        self.assertEqual(missing.returncode, 3)
        self.assertIn("no.pt", missing.stderr)
        self.assertEqual(run("info", self.directory).returncode, 3)


if __name__ == "__main__":
    unittest.main()
