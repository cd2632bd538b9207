"""export and what it writes, read by Python: torch.load, safetensors' own library where it is installed, and a reader
written by the format's description. Needs $LARGESTEP and $LARGESTEP_DATA."""
import json
import unittest

import safetensors_file
import torch
from foreign_layouts import WIDTH, behind, random_network
from program import Case, run, succeed

try:
    from safetensors.torch import load_file, save_file
except ImportError:
    load_file = None

TINY = ["--width", WIDTH, "--epochs", 1, "--batch-size", 16, "--train-size", 64, "--test-size", 500, "--threads", 1, "--precision", "fp32",
        "--quiet", "--measure-every", 0]


class Export(Case):
    def expect_same(self, found, expected):
        self.assertEqual(sorted(found), sorted(expected))
        for name, tensor in expected.items():
            self.assertEqual(found[name].dtype, tensor.dtype, name)
            self.assertTrue(torch.equal(found[name], tensor), name)

    def test_a_run_as_a_state_dict_and_as_safetensors(self):
        path = self.train("run", *TINY, "--average-tau", "0.9")
        saved = torch.load(path / "checkpoints/last.pt", weights_only=True)
        printed = succeed("export", path, cwd=self.directory).stdout
        numbers = sum(tensor.numel() for tensor in saved["model"].values())
        self.assertEqual(printed, f"run.safetensors: {len(saved['model'])} tensors, {numbers} numbers\n"
                                  "its inputs are in [0, 1], no mean and std\n")
        self.expect_same(safetensors_file.read(self.directory / "run.safetensors"), saved["model"])
        if load_file is not None:
            self.expect_same(load_file(self.directory / "run.safetensors"), saved["model"])
        succeed("export", path, "--format", "pt", "--out", self.directory / "plain.pt")
        plain = torch.load(self.directory / "plain.pt", weights_only=True)
        self.expect_same(plain, saved["model"])
        self.assertEqual(list(plain), list(random_network(1).state_dict()))
        succeed("export", path, "--average", cwd=self.directory)
        average = safetensors_file.read(self.directory / "run-average.safetensors")
        for name, tensor in saved["average"].items():
            self.assertTrue(torch.equal(average[name], tensor), name)
        figures = [json.loads(succeed("evaluate", *what, "--json", "-").stdout) for what in
                   ([path, "--average"], [self.directory / "run-average.safetensors"])]
        self.assertEqual(figures[0]["loss"], figures[1]["loss"])
        # What it writes is what training starts from.
        self.train("again", *TINY, "--start-from", self.directory / "run.safetensors")

    def test_weights_from_elsewhere_under_their_own_names(self):
        network, average = random_network(1), random_network(2)
        path = self.directory / "theirs.pt"
        torch.save({"net": behind("module.", network.state_dict()), "ema": average.state_dict()}, path)
        for arguments, expected in (([], network), (["--average"], average), (["--key", "ema"], average)):
            out = self.directory / "out.safetensors"
            succeed("export", path, *arguments, "--out", out)
            self.expect_same(safetensors_file.read(out), expected.state_dict())

    def test_safetensors_from_elsewhere_are_read(self):
        network = random_network(1)
        for number, prefix in enumerate(["", "model."]):
            state = dict(behind(prefix, network.state_dict()))
            path = self.directory / f"{number}.safetensors"
            path.write_bytes(safetensors_file.encoded(state))
            succeed("export", path, "--format", "pt", "--out", self.directory / "back.pt")
            self.expect_same(torch.load(self.directory / "back.pt", weights_only=True), network.state_dict())
            if load_file is not None:
                save_file(state, self.directory / "own.safetensors", metadata={"format": "pt"})
                succeed("export", self.directory / "own.safetensors", "--format", "pt", "--out", self.directory / "back.pt")
                self.expect_same(torch.load(self.directory / "back.pt", weights_only=True), network.state_dict())

    def test_another_problems_weights_and_their_average(self):
        path = self.train("svm", "--problem", "svm", "--epochs", 1, "--average-tau", "0.5", "--quiet")
        saved = torch.load(path / "checkpoints/last.pt", weights_only=True)
        for arguments, expected in (([], "model"), (["--average"], "average")):
            out = self.directory / "svm.safetensors"
            succeed("export", path, *arguments, "--out", out)
            self.expect_same(safetensors_file.read(out), saved[expected])

    def test_what_can_not_be_exported_is_said(self):
        path = self.directory / "weights.pt"
        torch.save(random_network(1).state_dict(), path)
        self.refused(2, "export", path, "--format", "onnx", says="format is \"onnx\", but must be safetensors or pt")
        self.refused(2, "export", path, "--format", "pt", cwd=self.directory, says="is what is to be exported")
        self.refused(3, "export", path, "--average", "--out", self.directory / "a", says="holds no weight average")
        self.refused(3, "export", self.directory / "none.pt", says="there is no checkpoint")
        self.refused(5, "export", path, "--out", self.directory / "none/out", says="none/out")
        self.assertEqual(run("export", path, "--out", "/dev/null").returncode, 0)


if __name__ == "__main__":
    unittest.main()
