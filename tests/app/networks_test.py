"""Each network of the catalogue through each command that handles one, on a few drawn images. Needs $LARGESTEP."""
import json
import pathlib
import tempfile
import unittest

import numpy as np
import torch
from image_files import write_digits
from networks import NETWORKS
from program import Case, rows, run, succeed

# As small as each can be; resnet18 is that of all other tests.
WIDTHS = {"resnet34": 1, "resnet18-7x7": 2, "preact-resnet18": 2, "densenet-100-12": 16, "vgg16": 2, "vgg11": 2}
# Blocks and their layers.
BLOCKS = {"resnet34": ["layer1.2.relu2", "layer2.3.relu2", "layer3.5.relu2", "layer4.2.relu2", "pooled"],
          "resnet18-7x7": [f"layer{stage}.1.relu2" for stage in (1, 2, 3, 4)] + ["pooled"],
          "preact-resnet18": ["layer2.0.relu1", "layer3.0.relu1", "layer4.0.relu1", "relu", "pooled"],
          "densenet-100-12": ["trans1.relu", "trans2.relu", "relu", "pooled"],
          "vgg16": ["features.5", "features.12", "features.22", "features.32", "pooled"],
          "vgg11": ["features.2", "features.6", "features.13", "features.20", "pooled"]}
SHORT = "--epochs 1 --batch-size 32 --train-size 64 --eval-every 1000 --average-tau 0.5 --threads 1".split()


class Networks(Case):
    @classmethod
    def setUpClass(cls):
        cls.digits = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        random = np.random.default_rng(1)
        for name, count in (("train", 64), ("test", 40)):
            images = random.integers(0, 256, (count, 3, 32, 32), dtype=np.uint8)
            write_digits(cls.digits / f"{name}_32x32.mat", images, random.integers(0, 10, count))
        cls.test_images = torch.tensor(images).float() / 255
        cls.data = ("--dataset", "svhn", "--data", cls.digits)
        tried = run("train", "--dry-run", "--width", "1", *cls.data, *SHORT, "--precision", "bf16")
        cls.other_precision = "fp32" if "is more than LibTorch can do" in tried.stderr else "bf16"

    def train_network(self, name, network, *more):
        return self.train(name, "--network", network, "--width", WIDTHS[network], *self.data, *SHORT, *more)

    def test_every_network_but_the_first_is_tried(self):
        listed = [line.split()[0] for line in succeed("networks").stdout.splitlines()]
        self.assertEqual(listed, ["resnet18", *WIDTHS])

    def test_each_is_trained_and_known_by_its_weights_everywhere(self):
        paths = []
        for place, (network, width) in enumerate(WIDTHS.items()):
            with self.subTest(network=network):
                path = self.train_network(network, network, "--precision", ("fp32", self.other_precision)[place % 2])
                paths.append(path)
                self.assertIn(f'network = "{network}"\n', (path / "config.toml").read_text())
                kind = json.loads((path / "run.json").read_text())["network"]

                info = json.loads(succeed("info", path, "--json", "-").stdout)["checkpoint"]
                self.assertEqual(info["network"], f"{kind} of width {width}")
                theirs = NETWORKS[network](width)
                theirs.load_state_dict(torch.load(path / "checkpoints/last.pt", weights_only=True)["model"])
                self.assertEqual(sum(layer["parameters"] for layer in info["layers"]),
                                 sum(parameter.numel() for parameter in theirs.parameters()))

                predictions = self.directory / "predictions.csv"
                succeed("evaluate", path, "--data", self.digits, "--predictions", predictions, "--threads", "1")
                with torch.no_grad():
                    probabilities = torch.softmax(theirs.eval()(self.test_images), 1)
                for row, expected in zip(rows(predictions), probabilities, strict=True):
                    self.assertAlmostEqual(float(row["probability"]), expected.max().item(), delta=1e-4)
                    self.assertAlmostEqual(expected[int(row["predicted_class"])].item(), expected.max().item(), delta=1e-4)

                sparsity = json.loads(succeed("sparsity", path, "--data", self.digits, "--average", "--json", "-").stdout)
                self.assertEqual([block["layer"] for block in sparsity["blocks"]], BLOCKS[network])
                self.assertEqual([block["name"] for block in sparsity["blocks"]],
                                 [f"block{i + 1}" for i in range(len(BLOCKS[network]))])
                # What is in Python's file is known as well.
                torch.save(theirs.state_dict(), self.directory / "theirs.pt")
                self.assertIn(kind, succeed("info", self.directory / "theirs.pt").stdout)
        table = succeed("report", *paths, "--out", self.directory / "report").stdout
        self.assertIn("the last block distinct", table)
        self.assertIn("DenseNet-100-12", (self.directory / "report" / "report.html").read_text())
        table = succeed("report", self.directory / "densenet-100-12", "--out", self.directory / "one").stdout
        self.assertIn("block 4 distinct", table)

    def test_a_run_goes_on_with_its_network_only(self):
        path = self.train_network("run", "densenet-100-12")
        self.refused(2, "train", "--resume", "--out", path, "--network", "vgg11",
                     says='network was "densenet-100-12", now "vgg11"')
        self.assertEqual(run("train", "--resume", "--out", path).returncode, 0)
        old = (path / "config.toml").read_text()
        self.assertNotIn("resnet18\"\nwidth", old)

    def test_an_old_run_without_the_setting_has_a_resnet18(self):
        path = self.train("run", "--width", "1", *self.data, *SHORT, "--checkpoint-every", "1")
        config = (path / "config.toml").read_text()
        self.assertIn('network = "resnet18"\n', config)
        (path / "config.toml").write_text(config.replace('network = "resnet18"\n', ""))
        self.refused(2, "train", "--resume", "--out", path, "--network", "resnet34",
                     says='network was "resnet18", now "resnet34"')
        self.assertEqual(run("train", "--resume", "--out", path).returncode, 0)

    def test_pictures_of_a_network_with_another_stem(self):
        path = self.train_network("run", "resnet18-7x7")
        result = run("pictures", path, "--data", self.digits, "--out", self.directory / "drawn")
        if "no OpenCV" in result.stderr:
            self.skipTest(result.stderr)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_what_no_network_can_be_is_refused_in_one_sentence(self):
        self.refused(2, "train", "--network", "resnet33", "--out", self.directory / "no", says=["resnet33", "resnet34"])
        self.refused(2, "train", "--network", "densenet-100-12", "--width", "20", "--out", self.directory / "no", says="multiple of 16")
        self.refused(2, "train", "--problem", "mlp-cifar10", "--network", "vgg11", "--out", self.directory / "no", says="no meaning")
        path = self.train_network("vgg", "vgg11")
        self.refused(3, "train", "--network", "vgg16", "--width", "2", "--start-from", path / "checkpoints/last.pt", *self.data,
                     *SHORT, "--out", self.directory / "other", says="vgg/checkpoints/last.pt")


if __name__ == "__main__":
    unittest.main()
