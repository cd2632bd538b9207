"""Weights as other people's scripts leave them, through every command that takes a checkpoint. Needs $LARGESTEP and
$LARGESTEP_DATA."""
import json
import unittest

import numpy as np
import torch
from foreign_layouts import WIDTH, behind, layouts, random_network, trained
from program import DATA, Case, run, succeed
from resnet18 import ResNet18

TINY = ["--width", WIDTH, "--epochs", 1, "--batch-size", 16, "--train-size", 64, "--test-size", 500, "--threads", 1, "--precision", "fp32",
        "--quiet", "--weight-decay", 0, "--step-size", "1e-12", "--measure-every", 0]



class Commands(Case):
    """What tests/loading/load_weights_test.cpp reads, as a user gives it to each command."""

    def setUp(self):
        super().setUp()
        self.network, self.other = random_network(1), random_network(2)
        self.layouts = layouts(self.network, self.other)

    def save(self, name, value):
        path = self.directory / (name.replace(" ", "_") + ".pt")
        torch.save(value, path)
        return path

    def test_evaluate_agrees_with_python(self):
        records = np.fromfile(DATA / "test_batch.bin", np.uint8).reshape(-1, 3073)
        images = torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32).copy()).float() / 255
        labels = torch.from_numpy(records[:, 0]).long()
        name = "last beside an average"
        path = self.save(name, self.layouts[name])
        for network, arguments in ((self.network, []), (self.other, ["--average"])):
            with torch.no_grad():
                logits = network(images)
            found = json.loads(succeed("evaluate", path, *arguments, "--json", "-").stdout)
            self.assertAlmostEqual(found["loss"], torch.nn.functional.cross_entropy(logits, labels).item(), places=4)
            self.assertAlmostEqual(found["accuracy"], (logits.argmax(1) == labels).double().mean().item(), delta=5e-4)
        self.refused(3, "evaluate", self.save("one", self.layouts["under any key"]), "--average",
                     says="holds no weight average")
        # Before the average begins, both keys stand for the same tensors, and Python writes them once.
        state = self.network.state_dict()
        self.assertIn("accuracy", succeed("evaluate", self.save("both", {"last": state, "swa_last": state}), "--average").stdout)

    def test_info_says_where_the_weights_are(self):
        for name in ("beside sgd", "lightning", "beside adam", "beside sgd with two groups"):
            with self.subTest(name):
                found = json.loads(succeed("info", self.save(name, self.layouts[name]), "--json", "-").stdout)["checkpoint"]
                self.assertEqual(found["network"], f"ResNet-18 of width {WIDTH}")
                self.assertEqual(found["momentum"], name in ("beside sgd", "lightning"))
                self.assertEqual(found["place"], "state_dict.model." if name == "lightning" else
                                 "state_dict" if name == "beside adam" else "model")
        name = "with a head of another loss"
        self.assertIn("projection.weight of", run("info", self.save(name, self.layouts[name])).stderr)

    def test_sparsity_pictures_and_predict_take_them_too(self):
        path = self.save("wild", {**self.layouts["torchvision's names, parallel"], "device": torch.device("cpu")})
        plain = self.save("plain", self.network.state_dict())
        found, expected = (json.loads(succeed("sparsity", file, "--json", "-").stdout) for file in (path, plain))
        self.assertEqual(found["blocks"], expected["blocks"])
        pictures = run("pictures", path, "--out", self.directory / "pictures")
        if "no OpenCV" not in pictures.stderr:
            self.assertEqual(pictures.returncode, 0, pictures.stderr)
            picture = self.directory / "pictures/filters.png"
            top = [json.loads(succeed("predict", file, picture, "--json", "-").stdout)["images"] for file in (path, plain)]
            self.assertEqual(top[0], top[1])


class Starting(Case):
    """Training that starts from them."""

    def start(self, name, value, *arguments):
        """One step from a file; what was said and the checkpoint after it."""
        start, out = self.directory / (name + ".pt"), self.directory / name
        torch.save(value, start)
        result = run("train", *TINY, "--steps", 1, "--momentum", 0.9, "--start-from", start, "--out", out, *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stderr, torch.load(out / "checkpoints/last.pt", weights_only=True)

    def setUp(self):
        super().setUp()
        self.network = random_network(1)

    def expect_started(self, checkpoint):
        for name, parameter in self.network.named_parameters():
            self.assertTrue(torch.allclose(checkpoint["model"][name], parameter, atol=1e-6), name)

    def test_with_momentum_by_name_whatever_the_names_were(self):
        sgd = torch.optim.SGD(self.network.parameters(), lr=0.1, momentum=0.9)
        state, optimizer = behind("module.", self.network.state_dict()), trained(self.network, sgd)
        said, with_momentum = self.start("with", {"net": state, "optimizer": optimizer})
        self.assertEqual(said, "")
        without = self.start("without", {"net": state})[1]
        # v <- 0.9 v + g, with the same g in both.
        for number, (name, _) in enumerate(self.network.named_parameters()):
            buffer = optimizer["state"][number]["momentum_buffer"]
            difference = with_momentum["momentum"][name] - without["momentum"][name]
            self.assertLess((difference - 0.9 * buffer).abs().max(), 1e-4 * (1 + buffer.abs().max()), name)
            self.assertTrue(torch.equal(with_momentum["momentum"][name], without["momentum"][name]) == (buffer == 0).all())
        self.expect_started(with_momentum)

    def test_without_momentum_where_the_optimizers_state_can_not_be_used(self):
        everything = layouts(self.network, random_network(2))
        for name, says in {"beside sgd with two groups": "several parameter groups",
                           "beside adam": "not that of torch.optim.SGD"}.items():
            with self.subTest(name):
                said, checkpoint = self.start(name, everything[name])
                self.assertIn("note: training starts without the momentum of", said)
                self.assertIn(says, said)
                self.assertEqual(said.count("\n"), 1)
                self.expect_started(checkpoint)

    def test_from_names_of_torchvision_and_from_two_dicts_deep(self):
        everything = layouts(self.network, random_network(2))
        for name in ("torchvision's names", "two dicts deep"):
            with self.subTest(name):
                said, checkpoint = self.start(name, everything[name])
                self.assertEqual(said, "")
                self.expect_started(checkpoint)


class Refused(Case):
    def refuse(self, value, says, *command):
        path = self.directory / "file.pt"
        torch.save(value, path)
        self.refused(3, *(command or ("evaluate",)), path, says=says)

    def test_what_has_no_known_network_is_named(self):
        network = ResNet18(WIDTH)
        linear = torch.nn.Sequential(torch.nn.Linear(2, 3)).state_dict()
        self.refuse({"net": linear, "acc": 3}, ["no weights of a ResNet-18", "first tensor is conv1.weight",
                                                "it holds the tensors net.0.weight, net.0.bias"])
        whole = torch.nn.Linear(2, 3)
        self.refuse({"net": whole, "acc": 3}, "holds no tensors, but net (a Python object, torch.nn.modules.linear.Linear), acc")
        self.refuse({"epoch": 3}, "holds no tensors, but epoch")
        self.refuse({}, "it is empty")
        self.refuse(whole, "Python object (torch.nn.modules.linear.Linear)")
        self.refuse([network.state_dict()], "should hold a dict of tensors")
        without = {name: tensor for name, tensor in network.state_dict().items() if name != "layer1.0.bn2.bias"}
        self.refuse(behind("module.", without), "has no layer1.0.bn2.bias")
        more = {**network.state_dict(), "layer1.2.conv1.weight": torch.ones(2, 2, 3, 3)}
        self.refuse(more, "has layer1.2.conv1.weight, which a ResNet-18 has not")
        self.refuse({"fc.weight": torch.ones(2).to_sparse()}, "fc.weight can't be used: it is no dense tensor")
        start = ["train", *TINY, "--out", self.directory / "run", "--start-from"]
        self.refuse({"net": linear}, ["first tensor is conv1.weight", "net.0.weight"], *start)

    def test_several_networks_are_refused_by_name_and_exported_by_key(self):
        student, teacher = random_network(1), random_network(2)
        path = self.directory / "two.pt"
        torch.save({"student": student.state_dict(), "teacher": behind("module.", teacher.state_dict())}, path)
        self.refused(3, "evaluate", path, says=["student, teacher.module.", "--key student"])
        succeed("export", path, "--key", "teacher", "--format", "pt", "--out", self.directory / "teacher.pt")
        exported = torch.load(self.directory / "teacher.pt", weights_only=True)
        self.assertEqual(list(exported), list(teacher.state_dict()))
        for name, tensor in teacher.state_dict().items():
            self.assertTrue(torch.equal(exported[name], tensor), name)
        self.refused(2, "export", path, "--key", "both", says="no network under both, but under student, teacher.module.")


if __name__ == "__main__":
    unittest.main()
