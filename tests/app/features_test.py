"""features, against NumPy, of matrices in every form that NumPy and PyTorch save. Needs $LARGESTEP."""
import json
import unittest

import numpy as np
import safetensors_file
import torch
from program import Case, succeed

IMAGES, UNITS = 300, 40


def features_with_copies():
    """After a ReLU; unit 3 dead, unit 7 constant, some units noisy copies of others."""
    random = np.random.default_rng(1)
    features = np.maximum(random.standard_normal((IMAGES, UNITS)) - np.linspace(-1, 1.5, UNITS), 0)
    features[:, 3], features[:, 7] = 0, 0.5
    for copy, original, noise in ((10, 2, 0.01), (11, 2, 0.02), (20, 12, 0.3), (21, 20, 0.01), (30, 29, 0.1)):
        features[:, copy] = np.maximum(2 * features[:, original] + noise * random.standard_normal(IMAGES), 0)
    return features


def expected(features, threshold):
    """The definitions of docs/MEASURES.md, step by step."""
    active = (features > 0).mean(0)
    kept = [unit for unit in range(features.shape[1]) if active[unit] > 0]
    with np.errstate(invalid="ignore"):
        correlation = np.abs(np.corrcoef(features[:, kept].T))
    remaining = list(range(len(kept)))
    for i in range(len(kept)):
        if any(j != i and correlation[i, j] > threshold for j in remaining):
            remaining.remove(i)
    variances = np.linalg.svd(features - features.mean(0), compute_uv=False) ** 2
    share = variances / variances.sum()
    singular = np.sqrt(variances) / np.sqrt(variances).sum()
    bins = np.minimum((active * 20).astype(int), 19)
    return {"images": features.shape[0], "units": features.shape[1], "sampled_units": features.shape[1],
            "active_fraction": active.mean(), "dead_fraction": (active == 0).mean(),
            "distinct_active_fraction": (features[:, [kept[i] for i in remaining]] > 0).sum() / features.size,
            "duplicate_fraction": (len(kept) - len(remaining)) / features.shape[1],
            "components_99": int(np.searchsorted(np.cumsum(share), 0.99) + 1),
            "effective_rank": float(np.exp(-(singular[singular > 0] * np.log(singular[singular > 0])).sum())),
            "histogram": {f"{i / 20:.2f}-{(i + 1) / 20:.2f}": int((bins == i).sum()) for i in range(20)}}


class Features(Case):
    def measured(self, path, *arguments):
        return json.loads(succeed("features", path, *arguments, "--json", "-").stdout)

    def expect(self, path, features, *arguments, threshold=0.95):
        found = self.measured(path, *arguments)
        for key, value in expected(features, threshold).items():
            if isinstance(value, float):
                self.assertAlmostEqual(found[key], value, delta=1e-5 * max(1, value), msg=key)
            else:
                self.assertEqual(found[key], value, key)

    def test_are_measured_as_numpy_measures_them(self):
        features = features_with_copies()
        path = self.directory / "features.npy"
        np.save(path, features)
        self.expect(path, features)
        self.expect(path, features, "--threshold", "0.5", threshold=0.5)
        self.assertGreater(expected(features, 0.95)["duplicate_fraction"], 0.1)
        printed = succeed("features", path).stdout
        for text in ("300 images, 40 units", "dead fraction", "0.95-1.00"):
            self.assertIn(text, printed)

    def test_are_read_in_every_type_and_order_of_numpy(self):
        base = np.round(features_with_copies() * 10)  # also below 128
        path = self.directory / "features.npy"
        for kind in ("<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "i1", "u1", "<i2", ">i2", "<u2", "<i4", ">i4", "<u4", "<i8", ">u8"):
            for order in "CF":
                with self.subTest(kind=kind, order=order):
                    np.save(path, np.asarray(base, dtype=kind, order=order))
                    self.expect(path, base)
        np.save(path, base > 3)
        self.expect(path, (base > 3).astype(float))
        for version in ((1, 0), (2, 0), (3, 0)):
            with open(path, "wb") as file:
                np.lib.format.write_array(file, base, version=version)
            self.expect(path, base)
        np.save(path, base.reshape(IMAGES, 5, 4, 2))
        self.expect(path, base)

    def test_are_read_from_torch_and_safetensors(self):
        features = features_with_copies().astype(np.float32)
        tensor = torch.from_numpy(features)
        path = self.directory / "features.pt"
        for value, arguments in ((tensor, []), ({"layer4": tensor}, []), (tensor.t().contiguous().t(), []),
                                 ({"a": {"b": tensor, "c": tensor[:, :3]}}, ["--key", "a.b"])):
            torch.save(value, path)
            self.expect(path, features, *arguments)
        path.write_bytes(safetensors_file.encoded({"pooled": tensor}))
        self.expect(path, features)
        torch.save(tensor.half(), path)
        self.expect(path, features.astype(np.float16).astype(np.float32))

    def test_stand_in_a_report_beside_the_blocks_of_a_run(self):
        path, out = self.directory / "theirs.npy", self.directory / "theirs.json"
        np.save(path, features_with_copies())
        succeed("features", path, "--json", out)
        run = self.train("run", "--width", "1", "--epochs", "1", "--batch-size", "32", "--train-size", "64", "--eval-every", "1000")
        succeed("report", "--out", self.directory / "report", "--features", out, run)
        page = (self.directory / "report/report.html").read_text()
        self.assertIn("Features from elsewhere", page)
        self.assertIn(">theirs</td>", page)
        self.assertIn(">run: block 5</td>", page)
        succeed("report", run, "--out", self.directory / "twice", "--features", out, "--features", out)
        self.assertIn(f"--features {out} --features {out}", (self.directory / "twice/report.html").read_text())

    def test_of_more_than_a_thousand_units_some_are_drawn_by_the_seed(self):
        features = np.maximum(np.random.default_rng(2).standard_normal((50, 1500)), 0)
        path = self.directory / "wide.npy"
        np.save(path, features)
        first, again, other = (self.measured(path, "--seed", seed) for seed in (0, 0, 1))
        self.assertEqual((first["units"], first["sampled_units"]), (1500, 1000))
        self.assertEqual(first, again)
        self.assertNotEqual(first["distinct_active_fraction"], other["distinct_active_fraction"])
        self.assertEqual(first["active_fraction"], other["active_fraction"])
        self.assertAlmostEqual(first["active_fraction"], (features > 0).mean(), places=9)
        self.assertIn("1000 of them drawn for what is marked *", succeed("features", path).stdout)


if __name__ == "__main__":
    unittest.main()
