"""What the program does for the package: features measured, problems trained."""
from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import torch

import largestep
from conftest import ROOT
from largestep import training
from largestep.progress import StepFollower

#: A network on images, seconds to train; every step is recorded.
TINY = dict(width=1, epochs=100, batch_size=16, train_size=64, eval_every=100000, threads=1, precision="fp32", deterministic=True)


def rectified(images: int = 200, units: int = 30) -> np.ndarray:
    """After a ReLU; unit 3 dead, unit 11 twice unit 2."""
    features = np.maximum(np.random.default_rng(1).standard_normal((images, units)) - 0.3, 0)
    features[:, 3], features[:, 11] = 0, 2 * features[:, 2]
    return features


def test_features_are_measured_as_numpy_and_the_command_measure_them(program: str, tmp_path: Path) -> None:
    features = rectified()
    found = largestep.sparsity(features)
    assert found.active_fraction == pytest.approx((features > 0).mean(), abs=1e-12)
    assert found.dead_fraction == pytest.approx(1 / 30) and found.duplicate_fraction == pytest.approx(1 / 30)
    kept = np.delete(features, 2, axis=1)  # of two duplicates the first goes
    assert found.distinct_active_fraction == pytest.approx((kept > 0).sum() / features.size, abs=1e-12)
    np.save(tmp_path / "features.npy", features)
    printed = json.loads(subprocess.run([program, "features", tmp_path / "features.npy", "--json", "-"], check=True,
                                        capture_output=True).stdout)
    assert {**dataclasses.asdict(found), "file": str(tmp_path / "features.npy")} == printed


def test_tensors_of_every_kind_are_measured(program: str) -> None:
    features = np.round(rectified() * 8) / 8  # what bfloat16 holds, too
    expected = largestep.sparsity(features)
    tensor = torch.from_numpy(features)
    for same in (tensor.float().requires_grad_(), tensor.bfloat16(), tensor.half(), tensor.T.contiguous().T, tensor.view(200, 5, 6),
                 features.tolist()):
        found = largestep.sparsity(same)
        assert found.histogram == expected.histogram
        assert dataclasses.replace(found, effective_rank=0) == dataclasses.replace(expected, effective_rank=0)
        assert found.effective_rank == pytest.approx(expected.effective_rank, rel=1e-5)


def test_what_can_not_be_measured_is_refused_in_the_programs_words(program: str) -> None:
    for features, settings, code, words in ((rectified(), {"threshold": 2.0}, 2, "threshold is 2, but must be in"),
                                            (np.full((4, 3), np.nan), {}, 3, "^features has a value that is NaN"),
                                            (np.ones(3), {}, 3, "^features has an array of shape .3."),
                                            ("abc", {}, 3, "^features must be numbers, but are str")):
        with pytest.raises(largestep.Error, match=words) as caught:
            largestep.sparsity(features, **settings)
        assert caught.value.exit_code == code and not str(caught.value).startswith("largestep:")


def test_without_the_program_a_sentence_says_so(nowhere: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for call in (lambda: largestep.sparsity(rectified()), lambda: largestep.train("quickstart-small", out=tmp_path / "run")):
        with pytest.raises(largestep.Error, match="the program largestep is not here: build it") as caught:
            call()
        assert caught.value.exit_code == 127
    monkeypatch.setenv("LARGESTEP", "/no/such/program")
    with pytest.raises(largestep.Error, match="LARGESTEP is /no/such/program, but there is no such program"):
        largestep.sparsity(rectified())
    assert not (tmp_path / "run").exists()


def test_a_problem_is_trained_with_the_settings_given(program: str, tmp_path: Path) -> None:
    run = largestep.train(problem="svm", svm_c=2, bias=True, schedule="0:0.01,0.5:0.001", epochs=5, out=tmp_path / "run", threads=1,
                          replacement=False, progress=False)
    assert run.status == "finished"
    assert {name: run.settings[name] for name in ("problem", "svm-c", "bias", "schedule", "epochs", "replacement")} == {
        "problem": "svm", "svm-c": 2, "bias": True, "schedule": "0:0.01,0.5:0.001", "epochs": 5, "replacement": False}
    assert len(run.steps) == run.info["steps"] == run.final["step"]
    assert set(run.steps["step_size"]) == {0.01, 0.001}
    for table, columns in largestep.COLUMNS.items():
        if not getattr(run, table).empty:
            assert list(getattr(run, table).columns) == list(columns)


def test_flags_are_those_of_the_command_line() -> None:
    settings = {"step_size": 1e-05, "augment": False, "nesterov": True, "measures": ["rank", "hessian"], "cifar_class": -1, "start_from": "", "csv": None}
    assert [word for name, value in settings.items() for word in training.flag_of(name, value)] == [
        "--step-size=1e-05", "--no-augment", "--nesterov", "--measures=rank,hessian", "--cifar-class=-1"]


def test_the_settings_of_a_run_train_it_again(program: str, tmp_path: Path) -> None:
    first = largestep.train(problem="least-squares", epochs=3, threads=1, out=tmp_path / "first", progress=False)
    settings = {name.replace("-", "_"): value for name, value in first.settings.items()}
    again = largestep.train(**settings, out=tmp_path / "again", progress=False)
    assert again.settings == first.settings and again.steps.equals(first.steps)


def test_a_run_that_loses_its_numbers_is_followed(program: str, tmp_path: Path) -> None:
    follower = StepFollower(tmp_path / "steps.csv")
    (tmp_path / "steps.csv").write_text("step,epoch,step_size,loss\n1,0.5,0.1,2\n2,1,0.1,\n3\n4,2,0.1,x\n")
    place = follower.newest()
    assert place is not None and place.step == 2 and place.loss != place.loss
    with pytest.raises(largestep.Error) as caught:
        largestep.train(problem="least-squares", step_size=1e30, epochs=400, out=tmp_path / "run", threads=1)
    assert caught.value.exit_code == 4


def test_a_directory_is_chosen_that_nothing_has(program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(training.time, "strftime", lambda form: "now")
    runs = [largestep.train(problem="least-squares", epochs=1, progress=False) for _ in range(2)]
    assert [str(run.path) for run in runs] == ["runs/least-squares-now", "runs/least-squares-now-2"]


def test_the_programs_errors_are_exceptions_with_its_sentence_and_code(program: str, tmp_path: Path) -> None:
    for settings, code, words in (({"step_sise": 0.1}, 2, "did you mean --step-size"), ({"problem": "svm", "epochs": 0}, 2, "epochs"),
                                  ({"data": str(tmp_path)}, 3, str(tmp_path)),
                                  ({"problem": "least-squares", "step_size": 100, "epochs": 50}, 4, "diverged")):
        with pytest.raises(largestep.Error, match=words) as caught:
            largestep.train(out=tmp_path / f"run{code}", progress=False, **settings)
        assert caught.value.exit_code == code
    assert largestep.Run(tmp_path / "run4").status == "diverged"


def interrupt_when_it_trains(path: Path) -> None:
    deadline = time.monotonic() + 200
    while time.monotonic() < deadline:
        steps = path / "steps.csv"
        if steps.exists() and len(steps.read_bytes().splitlines()) > 20:
            break
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)


def test_an_interrupted_run_is_saved_and_goes_on_as_if_nothing_had_happened(program: str, images: Path, tmp_path: Path) -> None:
    whole = largestep.train(data=str(images), out=tmp_path / "whole", progress=False, **TINY)
    path = tmp_path / "stopped"
    watch = threading.Thread(target=interrupt_when_it_trains, args=(path,))
    watch.start()
    with pytest.raises(KeyboardInterrupt) as caught:
        largestep.train(data=str(images), out=path, progress=False, **TINY)
    watch.join()
    assert largestep.Run(path).status == "stopped"
    assert 20 < len(largestep.Run(path).steps) < len(whole.steps)
    how = f"largestep.train(out={str(path)!r}, resume=True)"
    assert str(caught.value) == f"stopped: the run is saved; go on with {how}"
    run = eval(how)
    assert run.status == "finished" and run.info["resumed"] == 1
    assert run.steps.equals(whole.steps)
    for name, tensor in run.state_dict().items():
        assert torch.equal(tensor, whole.state_dict()[name]), name


def test_a_state_dict_is_ready_for_the_public_module(program: str, images: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tests/python"))
    from resnet18 import ResNet

    run = largestep.train(data=str(images), width=2, epochs=2, train_size=256, batch_size=64, precision="fp32", threads=1,
                          out=tmp_path / "run", progress=False)
    network = ResNet(2, [2, 2, 2, 2])
    network.load_state_dict(run.state_dict())
    records = np.frombuffer((images / "test_batch.bin").read_bytes(), np.uint8).reshape(-1, 3073)
    pixels = torch.from_numpy(records[:, 1:].copy()).view(-1, 3, 32, 32)
    labels = torch.from_numpy(records[:, 0].astype(np.int64))
    with torch.no_grad():
        scores = torch.cat([network.eval()(batch.float() / 255) for batch in pixels.split(500)])
    assert torch.nn.functional.cross_entropy(scores, labels).item() == pytest.approx(run.final["test_loss"], rel=1e-4)
    assert (scores.argmax(1) != labels).float().mean().item() == pytest.approx(run.final["test_error"], abs=1e-3)


def test_progress_is_shown_as_a_bar_or_in_lines(program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                               capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm", reason="no tqdm: apt-get install python3-tqdm")
    largestep.train(problem="svm", epochs=3, out=tmp_path / "bar")
    assert "100%|" in capsys.readouterr().err
    largestep.train(problem="svm", epochs=3, out=tmp_path / "silent", progress=False)
    assert capsys.readouterr().err == ""
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    monkeypatch.setattr("largestep.progress._SECONDS_BETWEEN_LINES", 0)
    largestep.train(problem="svm", steps=70, out=tmp_path / "lines")
    assert "lines: step 70 of 70, loss" in capsys.readouterr().err


def test_rows_are_followed_once_each_and_over_a_resume(tmp_path: Path) -> None:
    path = tmp_path / "steps.csv"
    follower = StepFollower(path)
    assert follower.newest() is None
    path.write_text("step,epoch,step_size,loss\n1,0.5,0.1,4\n2,1,0.1,2\n3,1.5,")
    place = follower.newest()
    assert place is not None and (place.step, place.epoch, place.loss) == (2, 1.0, 3.0)
    assert follower.newest() is None
    with open(path, "a") as file:
        file.write("0.1,1\n")
    place = follower.newest()
    assert place is not None and (place.step, place.loss) == (3, 1.0)
    path.write_text("step,epoch,step_size,loss\n1,0.5,0.1,4\n")
    place = follower.newest()
    assert place is not None and place.step == 1
    assert StepFollower(path).newest() is None  # what is there already is of another run
