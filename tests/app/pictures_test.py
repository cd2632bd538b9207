"""predict, pictures and report --pictures as a user runs them. Needs $LARGESTEP and $LARGESTEP_DATA."""
import json
import os
import pathlib
import tempfile
import unittest

import numpy as np
import torch
from image_files import write_png
from program import run, succeed
from resnet18 import ResNet18

CLASSES = "airplane automobile bird cat deer dog frog horse ship truck".split()


class Pictures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        succeed("train", "--width", "2", "--epochs", "1", "--batch-size", "16", "--train-size", "64", "--threads", "1",
                     "--precision", "fp32", "--quiet", "--out", cls.directory / "run")

    def needs_opencv(self, result):
        if "no OpenCV" in result.stderr:
            self.assertEqual(result.returncode, 2)
            self.skipTest(result.stderr)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_predict_says_what_python_says(self):
        random = np.random.default_rng(1)
        small = random.integers(0, 256, (32, 32, 3), dtype=np.uint8)
        wide = random.integers(0, 256, (64, 90, 3), dtype=np.uint8)
        write_png(self.directory / "small.png", small)
        write_png(self.directory / "wide.png", wide)
        result = run("predict", self.directory / "run", self.directory / "small.png", self.directory / "wide.png", "--top", "10", "--json", "-")
        self.needs_opencv(result)
        found = json.loads(result.stdout)["images"]
        # The centre of the wide one is its columns 13 to 76; a pixel is the mean of 2x2.
        centre = wide[:, 13:77].astype(float).reshape(32, 2, 32, 2, 3).mean((1, 3)).round()
        network = ResNet18(2)
        network.load_state_dict(torch.load(self.directory / "run" / "checkpoints" / "last.pt")["model"])
        network.eval()
        with torch.no_grad():
            images = torch.tensor(np.stack([small, centre]) / 255, dtype=torch.float).permute(0, 3, 1, 2)
            expected = torch.softmax(network(images), 1)
        for picture, probabilities, delta in zip(found, expected, (1e-5, 5e-3)):
            self.assertEqual(picture["resized_to"], 32)
            values = [guess["probability"] for guess in picture["top"]]
            self.assertEqual(values, sorted(values, reverse=True))
            for guess in picture["top"]:
                self.assertEqual(CLASSES[guess["index"]], guess["class"])
                self.assertAlmostEqual(guess["probability"], probabilities[guess["index"]].item(), delta=delta)
        self.assertEqual((found[1]["width"], found[1]["height"], found[1]["crop"]), (90, 64, 64))
        text = run("predict", self.directory / "run", self.directory / "wide.png").stdout
        self.assertIn("wide.png: 90x64, centre 64x64 resized to 32x32", text)
        self.assertEqual(len(text.splitlines()), 6)

    def test_what_is_no_picture_is_refused_in_one_sentence(self):
        (self.directory / "notes.txt").write_text("no picture")
        write_png(self.directory / "torn.png", np.zeros((40, 40, 3), dtype=np.uint8))
        os.truncate(self.directory / "torn.png", 40)
        for arguments, code, says in ((["notes.txt"], 3, "notes.txt"), (["missing.png"], 3, "missing.png"),
                                      (["torn.png"], 3, "torn.png"),
                                      (["notes.txt", "--top", "11"], 2, "top is 11")):
            result = run("predict", self.directory / "run", self.directory / arguments[0], *arguments[1:])
            if "no OpenCV" in result.stderr:
                self.skipTest(result.stderr)
            self.assertEqual(result.returncode, code, result.stderr)
            self.assertEqual(len(result.stderr.splitlines()), 1)
            self.assertIn(says, result.stderr)

    def test_pictures_lie_beside_the_report_and_in_it(self):
        result = run("pictures", self.directory / "run", "--out", self.directory / "drawn", "--layer", "stem", "--channels", "0,1")
        self.needs_opencv(result)
        names = ["active.png", "channels.png", "filters.png", "mistakes.png"]
        self.assertEqual(sorted(path.name for path in (self.directory / "drawn").iterdir()), names)
        result = run("pictures", self.directory / "run", "--out", self.directory / "drawn", "--channels", "16")
        self.assertEqual(result.returncode, 2)
        self.assertIn("channel 16 is not one of layer4.1.relu2", result.stderr)
        succeed("train", "--problem", "svm", "--epochs", "1", "--quiet", "--out", self.directory / "small")
        result = run("report", self.directory / "run", self.directory / "small", "--out", self.directory / "report", "--pictures",
                     "--device", "cpu", "--threads", "1", "--precision", "fp32")
        self.assertIn("small is a run of svm, of which there are no pictures", result.stderr)
        self.assertIn("is of a run of svm, but a network on images is wanted", run("evaluate", self.directory / "small").stderr)
        self.assertEqual(result.returncode, 0, result.stderr)
        page = (self.directory / "report" / "report.html").read_text()
        for name in names:
            self.assertIn(f'href="pictures/run-{name}"', page)
            self.assertTrue((self.directory / "report" / "pictures" / f"run-{name}").exists())
        self.assertEqual(page.count("data:image/png;base64,"), 4)
        result = run("report", self.directory / "run", "--out", self.directory / "report", "--pictures", "--device", "cuda:7")
        self.assertEqual((result.returncode, "cuda:7" in result.stderr), (2, True), result.stderr)


if __name__ == "__main__":
    unittest.main()
