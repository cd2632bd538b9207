"""Training and evaluation on other images than CIFAR-10's, and what their inputs are normalised with."""
import json

import numpy as np
import torch
from image_files import write_digits, write_png
from program import DATA, Case, run, succeed
from resnet18 import ResNet18

SMALL = ("--width", 2, "--epochs", 1, "--batch-size", 32, "--threads", 1, "--precision", "fp32", "--quiet")


def images_and_labels(count, seed):
    random = np.random.default_rng(seed)
    return random.integers(0, 256, (count, 3, 32, 32), dtype=np.uint8), random.integers(0, 10, count)


class Datasets(Case):
    def evaluate(self, *arguments):
        return json.loads(succeed("evaluate", *arguments, "--json", "-").stdout)

    def test_digits_are_trained_on_and_scored_as_python_scores_them(self):
        digits = self.directory / "digits"
        digits.mkdir()
        write_digits(digits / "train_32x32.mat", *images_and_labels(96, seed=1))
        images, labels = images_and_labels(50, seed=2)
        write_digits(digits / "test_32x32.mat", images, labels)
        made = self.train("run", "--dataset", "svhn", "--data", digits, "--mean", "svhn", "--std", "0.2,0.25,0.3", *SMALL)
        config = (made / "config.toml").read_text()
        self.assertIn('dataset = "svhn"', config)
        self.assertIn('mean = "0.4377,0.4438,0.4728"', config)
        found = self.evaluate(made, "--data", digits)
        self.assertEqual((found["dataset"], found["images"], found["precision"]), ("SVHN", 50, "fp32"))
        self.assertEqual(found["normalisation"], {"mean": [0.4377, 0.4438, 0.4728], "std": [0.2, 0.25, 0.3]})

        network = ResNet18(2)
        network.load_state_dict(torch.load(made / "checkpoints" / "last.pt")["model"])
        network.eval()
        mean, std = (torch.tensor(found["normalisation"][key]).view(1, 3, 1, 1) for key in ("mean", "std"))
        with torch.no_grad():
            logits = network((torch.tensor(images) / 255 - mean) / std)
        self.assertAlmostEqual(found["loss"], torch.nn.functional.cross_entropy(logits, torch.tensor(labels)).item(), 4)
        # The flags have the last word, and a state_dict of no run knows nothing of its inputs.
        other = self.evaluate(made, "--data", digits, "--mean", "0", "--std", "1")
        with torch.no_grad():
            logits = network(torch.tensor(images) / 255)
        self.assertAlmostEqual(other["loss"], torch.nn.functional.cross_entropy(logits, torch.tensor(labels)).item(), 4)
        torch.save(network.state_dict(), self.directory / "plain.pt")
        plain = succeed("evaluate", self.directory / "plain.pt", "--dataset", "svhn", "--data", digits).stdout
        self.assertIn("inputs in [0, 1], no mean and std (weights that were trained on normalised images want", plain)
        # A resumed run stays what it is.
        self.refused(2, "train", "--resume", "--out", made, "--mean", "0", "--std", "1", "--data", digits, says="mean")
        self.refused(2, "train", "--resume", "--out", made, "--dataset", "cifar10", "--data", DATA,
                     says=["was trained on \"SVHN\"", "holds synthetic images"])

    def test_pictures_in_folders_are_a_data_set(self):
        random = np.random.default_rng(3)
        for split, count in (("train", 20), ("test", 5)):
            for shade, name in enumerate(("dark", "bright", "middle")):
                folder = self.directory / "pictures" / split / name
                folder.mkdir(parents=True)
                for i in range(count):
                    write_png(folder / f"{i}.png", random.integers(60 * shade, 60 * shade + 40, (20, 24, 3), dtype=np.uint8))
        pictures = self.directory / "pictures"
        result = run("data", "verify", pictures, "--dataset", "folder")
        if "no OpenCV" in result.stderr:
            self.skipTest(result.stderr)
        self.assertIn("60 training and 15 test pictures of 3 classes", result.stdout)
        made = self.train("run", "--dataset", "folder", "--size", 16, "--data", pictures, *SMALL)
        found = succeed("evaluate", made, "--data", pictures).stdout
        self.assertRegex(found, r"15 images, fp32\ninputs in \[0, 1\], no mean and std\n")
        self.assertRegex(found, r"\nbright +\d")
        guess = succeed("predict", made, pictures / "test" / "dark" / "1.png").stdout
        self.assertIn("24x20, centre 20x20 resized to 16x16", guess)
        self.assertIn("middle", guess)
        self.refused(2, "predict", made, pictures / "test" / "dark" / "1.png", "--top", 4, says="[1, 3]")
        self.refused(3, "evaluate", made, "--dataset", "cifar10", "--data", DATA,
                     says=["tells 3 classes apart", "has 10", "--dataset"])
        succeed("sparsity", made, "--data", pictures)

    def test_what_is_no_data_set_is_refused(self):
        self.refused(2, "train", "--dataset", "cifar11", "--out", self.directory / "x", says="cifar10, cifar100, svhn or folder")
        self.refused(2, "train", "--size", 64, "--out", self.directory / "x", "--data", DATA, says=["size is 64", "folder"])
        self.refused(2, "train", "--mean", "0.5", "--out", self.directory / "x", "--data", DATA, says="give std, too")
        self.refused(3, "train", "--dataset", "svhn", "--data", DATA, "--out", self.directory / "x",
                     says=["holds CIFAR-10, not SVHN", "--dataset cifar10"])
        self.assertFalse((self.directory / "x").exists())
