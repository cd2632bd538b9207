"""Event files read back byte by byte: framing and checksums by their definition, messages by python3-protobuf from a
description written here after TensorFlow's event.proto and summary.proto; and by TensorBoard itself. Needs $LARGESTEP,
$LARGESTEP_DATA and, for the last, the Python of $LARGESTEP_TENSORBOARD_PYTHON."""
import json
import os
import struct
import subprocess
import unittest

from program import Case, rows, run

try:
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
except ModuleNotFoundError:
    descriptor_pb2 = None

TINY = ("--width 1 --epochs 2 --batch-size 16 --train-size 80 --eval-every 5 --threads 1 --precision fp32 "
        "--tensorboard --checkpoint-every 1").split()
DOUBLE, FLOAT, INT64, STRING, MESSAGE, ENUM_AS_INT = 1, 2, 3, 9, 11, 5


def event_type():
    file = descriptor_pb2.FileDescriptorProto(name="events_of_the_test.proto", package="test", syntax="proto2")

    def message(name, *fields):
        described = file.message_type.add(name=name)
        for field, number, kind, repeated, of in fields:
            described.field.add(name=field, number=number, type=kind, label=3 if repeated else 1, type_name=of and ".test." + of)

    message("Histogram", *[(name, i + 1, DOUBLE, False, None) for i, name in enumerate(("min", "max", "num", "sum", "sum_squares"))],
            ("bucket_limit", 6, DOUBLE, True, None), ("bucket", 7, DOUBLE, True, None))
    message("Value", ("tag", 1, STRING, False, None), ("simple_value", 2, FLOAT, False, None), ("histo", 5, MESSAGE, False, "Histogram"))
    message("Summary", ("value", 1, MESSAGE, True, "Value"))
    message("SessionLog", ("status", 1, ENUM_AS_INT, False, None))
    message("Event", ("wall_time", 1, DOUBLE, False, None), ("step", 2, INT64, False, None), ("file_version", 3, STRING, False, None),
            ("summary", 5, MESSAGE, False, "Summary"), ("session_log", 7, MESSAGE, False, "SessionLog"))
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    described = pool.FindMessageTypeByName("test.Event")
    return message_factory.GetMessageClass(described) if hasattr(message_factory, "GetMessageClass") else message_factory.MessageFactory(pool).GetPrototype(described)


Event = event_type() if descriptor_pb2 else None


def masked_crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return (((crc >> 15) | (crc << 17 & 0xFFFFFFFF)) + 0xA282EAD8) & 0xFFFFFFFF


def events_of(path):
    data = path.read_bytes()
    at = 0
    while at < len(data):
        head = data[at:at + 8]
        size, crc = struct.unpack("<QI", data[at:at + 12])
        body = data[at + 12:at + 12 + size]
        assert crc == masked_crc32c(head), "checksum of a length"
        assert struct.unpack("<I", data[at + 12 + size:at + 16 + size])[0] == masked_crc32c(body), "checksum of data"
        event = Event()
        event.ParseFromString(body)
        yield event
        at += 16 + size
    assert at == len(data)


class TensorboardCase(Case):
    def setUp(self):
        super().setUp()
        self.path = self.directory / "run"

    def train(self, *arguments):
        result = run("train", *TINY, "--out", self.path, *arguments)
        if "no protobuf" in result.stderr:
            self.skipTest(result.stderr)
        self.assertEqual(result.returncode, 0, result.stderr)


@unittest.skipUnless(Event, "no Python module google.protobuf: apt-get install python3-protobuf, or pip install protobuf")
class Tensorboard(TensorboardCase):
    def test_events_hold_what_the_csv_files_hold(self):
        self.train()
        [path] = (self.path / "tensorboard").iterdir()
        self.assertRegex(path.name, r"^events\.out\.tfevents\.\d{10}\.")
        version, start, *events = events_of(path)
        self.assertEqual(version.file_version, "brain.Event:2")
        self.assertEqual((start.session_log.status, start.step), (1, 1))
        scalars, histograms = {}, {}
        for event in events:
            self.assertGreater(event.wall_time, 1.7e9)
            for value in event.summary.value:
                kind = histograms if value.HasField("histo") else scalars
                kind[value.tag, event.step] = value.histo if value.HasField("histo") else value.simple_value
        expected = {}
        for row in rows(self.path / "steps.csv"):
            expected["loss/step", int(row["step"])] = row["loss"]
            expected["step_size", int(row["step"])] = row["step_size"]
        for row in rows(self.path / "metrics.csv"):
            for kind in ("loss", "error"):
                for split in ("train", "test"):
                    expected[f"{kind}/{split}", int(row["step"])] = row[f"{split}_{kind}"]
        blocks = {"layer1.1.relu2": 1, "layer2.1.relu2": 2, "layer3.1.relu2": 3, "layer4.1.relu2": 4, "pooled": 5}
        for row in rows(self.path / "sparsity.csv"):
            step = int(row["step"])
            for kind in ("active_fraction", "dead_fraction"):
                expected[f"{kind}/{row['layer']}", step] = row[kind]
            if row["layer"] in blocks:
                expected[f"distinct_active_fraction/block{blocks[row['layer']]}", step] = row["distinct_active_fraction"]
            histogram = histograms["channels/" + row["layer"], step]
            self.assertEqual(sum(histogram.bucket), histogram.num)
            self.assertEqual([round(20 * edge) for edge in histogram.bucket_limit], list(range(1, 21)))
            self.assertAlmostEqual(histogram.sum / histogram.num, float(row["active_fraction"]), delta=1e-9)
        self.assertEqual(scalars.keys(), expected.keys())
        for key, value in expected.items():
            self.assertEqual(scalars[key], struct.unpack("f", struct.pack("f", float(value)))[0], key)

    def test_a_resumed_run_tells_where_it_goes_on(self):
        self.train("--schedule", "constant", "--eval-every", "1000")
        self.train("--schedule", "constant", "--eval-every", "1000", "--epochs", "3", "--resume")
        later = [events for events in map(list, map(events_of, (self.path / "tensorboard").iterdir())) if events[1].step > 1]
        self.assertEqual([events[1].step for events in later], [11])
        self.assertEqual(min(event.step for event in later[0][2:]), 11)


# What TensorBoard shows of a directory, as JSON. Run by the Python that has it.
SHOWN = """
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
shown = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "histograms": 0})
shown.Reload()
print(json.dumps({
    "scalars": {tag: [(event.step, event.value) for event in shown.Scalars(tag)] for tag in shown.Tags()["scalars"]},
    "histograms": {tag: [(event.step, event.histogram_value.num, event.histogram_value.bucket) for event in shown.Histograms(tag)]
                   for tag in shown.Tags()["histograms"]}}))
"""


class TensorboardItself(TensorboardCase):
    def shown(self):
        python = os.environ["LARGESTEP_TENSORBOARD_PYTHON"]
        if not os.path.exists(python):
            self.skipTest(f"no TensorBoard at {python}: scripts/install_dependencies.sh --tests")
        result = subprocess.run([python, "-c", SHOWN, self.path / "tensorboard"], capture_output=True, text=True, timeout=300)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def test_shows_every_step_of_a_resumed_run_once(self):
        self.train("--schedule", "constant")
        self.train("--schedule", "constant", "--epochs", "3", "--resume")
        self.assertEqual(len(list((self.path / "tensorboard").iterdir())), 2)
        shown = self.shown()
        steps, metrics, sparsity = (rows(self.path / f"{name}.csv") for name in ("steps", "metrics", "sparsity"))
        for tag, table, column in (("loss/step", steps, "loss"), ("step_size", steps, "step_size"), ("error/test", metrics, "test_error")):
            self.assertEqual([step for step, _ in shown["scalars"][tag]], [int(row["step"]) for row in table], tag)
            for (_, value), row in zip(shown["scalars"][tag], table):
                self.assertAlmostEqual(value, float(row[column]), delta=1e-6)
        of_stem = [row for row in sparsity if row["layer"] == "stem"]
        self.assertEqual([step for step, *_ in shown["histograms"]["channels/stem"]], [int(row["step"]) for row in of_stem])
        for _, count, buckets in shown["histograms"]["channels/stem"]:
            self.assertEqual(sum(buckets), count)


if __name__ == "__main__":
    unittest.main()
