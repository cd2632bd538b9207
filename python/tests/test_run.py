"""Runs, read."""
from __future__ import annotations

import pickle
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import torch

import largestep
from conftest import ROOT, metrics_csv, sparsity_csv, write_run

STEPS = "step,epoch,step_size,loss\n"


def test_the_columns_are_those_that_the_program_writes() -> None:
    schema = (ROOT / "lib/run_files/schema.h").read_text()
    names = dict(re.findall(r"constexpr const char\* (k\w+) = \"([a-z_]+)\";", schema))
    arrays = re.findall(r"constexpr std::array k(\w+)Columns\{([^}]*)\}", schema)
    written = {table.lower(): [names[name] for name in re.findall(r"column::(k\w+)", columns)] for table, columns in arrays}
    assert {table: list(columns) for table, columns in largestep.COLUMNS.items()} == written


def test_the_version_is_the_programs() -> None:
    declared = re.search(r"project\(largestep VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text())
    assert declared is not None and largestep.__version__ == declared[1]


def test_numbers_are_read_to_the_bit(tmp_path: Path) -> None:
    texts = ["0.30000000000000004", "5e-324", "1.7976931348623157e308", "0.8444218515250481", "9.007199254740993e15"]
    run = write_run(tmp_path / "run", steps=STEPS + "".join(f"{i},{i}.5,0.1,{text}\n" for i, text in enumerate(texts)))
    assert [float(loss).hex() for loss in run.steps["loss"]] == [float(text).hex() for text in texts]
    assert list(run.steps["step"]) == [0, 1, 2, 3, 4] and run.steps["step"].dtype == np.int64


def test_what_was_not_measured_is_nan_and_an_empty_name_is_empty(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", metrics=metrics_csv("0,0,2.3,0.9,,,,0.5,,,,,"),
                    measures="step,epoch,measure,layer,figure,value\n5,1,hessian,,nan,inf\n")
    metrics = run.metrics
    assert np.isnan(metrics["test_loss"][0]) and metrics["train_error"][0] == 0.9
    assert run.measures.iloc[0].tolist() == [5, 1.0, "hessian", "", "nan", np.inf]
    assert metrics.attrs["columns"]["evaluation_seconds"] == "wall-clock seconds of the evaluation"


def test_a_row_that_is_being_written_does_not_count(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", steps=STEPS + "1,0.1,0.5,2.0\n2,0.2,0.5,1")
    assert run.steps["loss"].tolist() == [2.0]
    with open(run.path / "steps.csv", "a") as file:
        file.write(".5\n")
    assert run.steps["loss"].tolist() == [2.0, 1.5]


def test_a_file_that_is_not_there_yet_is_a_table_without_rows(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", metrics="step,epo")
    for table in (run.steps, run.metrics, run.sparsity, run.measures, run.weights, run.curve, run.surface):
        assert table.empty and len(table.columns) >= 3
    assert run.sparsity["layer"].dtype == object and run.sparsity["units"].dtype == np.int64
    assert run.final == {} and run.info == {} and run.status == "running"


def test_columns_of_a_later_version_are_kept(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", steps="step,epoch,step_size,loss,temperature\n1,0.5,0.1,2.0,36.6\n")
    assert run.steps["temperature"].tolist() == [36.6]


def test_settings_have_their_types_and_their_names_on_the_command_line(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", config='preset = ""\nstep-size = 2\naugment = true\nweight-decay = 5e-04\n',
                    run='{"status": "finished", "steps": 12}', metrics=metrics_csv("0,0,2,,,,,,,,,,", "12,3,1,,,,0.1,,,,,,"))
    assert run.settings == {"preset": "", "step-size": 2, "augment": True, "weight-decay": 0.0005}
    assert (run.status, run.info["steps"], run.final["train_loss"], run.name) == ("finished", 12, 1.0, "run")


def test_what_is_no_run_is_refused_with_the_code_for_data(tmp_path: Path) -> None:
    with pytest.raises(largestep.Error, match=f"no run in {tmp_path}") as caught:
        largestep.Run(tmp_path)
    assert caught.value.exit_code == 3
    for damage in ({"steps": STEPS + "1,0.1,many,2.0\n"}, {"steps": STEPS + "1,0.1,0.5,2.0,7,8,9\n"}, {"run": "{"}, {"run": "[1]"},
                   {"run": "5"}, {"run": "[" * 100_000}, {"run": b'{"status": "\xff"}'}, {"steps": "step,epoch,step_size\n1,0.1,0.5\n"},
                   {"steps": b"step,epoch,step_size,loss\n\xff,1,1,1\n"}):
        run = write_run(tmp_path / "damaged", **damage)
        with pytest.raises(largestep.Error, match="damaged/(steps.csv|run.json)") as caught:
            run.info, run.steps
        assert caught.value.exit_code == 3
        for file in run.path.iterdir():
            file.unlink()
    for config in (b"a = '\xff'\n", b"a = " + b"[" * 100_000, "a = [1]\n", "[a]\n"):
        run = write_run(tmp_path / "damaged", config=config)
        with pytest.raises(largestep.Error, match="damaged/config.toml can't be read") as caught:
            run.settings
        assert caught.value.exit_code == 3


def test_a_table_that_lacks_a_column_is_refused_before_it_is_drawn_or_compared(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", metrics=metrics_csv("0,0,2.3,0.9,2.3,0.9,,,,,,,"), steps="step,epoch,step_size\n1,0.1,0.5\n")
    with pytest.raises(largestep.Error, match="steps.csv is no table of a run: it has no column loss"):
        run.figure()
    (run.path / "steps.csv").unlink()
    (run.path / "sparsity.csv").write_text("step,epoch,layer\n1,0.1,pooled\n")
    with pytest.raises(largestep.Error, match="sparsity.csv is no table of a run: it has no column source"):
        largestep.compare([run]).table


def test_a_table_of_before_some_columns_were_recorded_is_read(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", metrics="step,epoch,train_loss,train_error,test_loss,test_error\n8,1,1,0,1,0.5\n")
    assert run.final["test_error"] == 0.5


def test_an_error_is_the_same_when_it_was_sent_to_another_process(tmp_path: Path) -> None:
    with pytest.raises(largestep.Error) as caught:
        largestep.Run(tmp_path)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.exit_code) == (str(caught.value), 3)


def test_a_state_dict_is_that_of_the_checkpoint(tmp_path: Path) -> None:
    module = torch.nn.BatchNorm1d(3)
    run = write_run(tmp_path / "run")
    (run.path / "checkpoints").mkdir()
    for name, value in (("last.pt", 2.0), ("epoch-0007.pt", 7.0)):
        torch.nn.init.constant_(module.weight, value)
        torch.save({"format": "largestep-checkpoint", "model": module.state_dict()}, run.path / "checkpoints" / name)
    for epoch, value in ((None, 2.0), (7, 7.0)):
        other = torch.nn.BatchNorm1d(3)
        other.load_state_dict(run.state_dict(epoch))
        assert other.weight.tolist() == [value] * 3


def test_a_checkpoint_that_is_not_there_or_none_is_refused_and_runs_nothing(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run")
    with pytest.raises(largestep.Error, match="there is no checkpoint .*epoch-0003.pt"):
        run.state_dict(3)
    (run.path / "checkpoints").mkdir()

    class Evil:
        def __reduce__(self) -> object:
            return Path.touch, (tmp_path / "executed",)

    for content in ({"model": Evil()}, [1, 2]):
        torch.save(content, run.path / "checkpoints/last.pt")
        with pytest.raises(largestep.Error, match="last.pt is not a checkpoint") as caught:
            run.state_dict()
        assert caught.value.exit_code == 3 and "\n" not in str(caught.value)
    assert not (tmp_path / "executed").exists()


def test_a_notebook_shows_a_picture_that_needs_nothing_from_elsewhere(tmp_path: Path) -> None:
    run = write_run(tmp_path / "a<b>&c", steps=STEPS + "1,0.1,0.5,2.0\n2,0.2,0.5,1.5\n", run='{"status": "finished"}',
                    metrics=metrics_csv("0,0,2.3,0.9,2.3,0.875,,0.5,,,,,"),
                    sparsity=sparsity_csv("0,0,probe,stem,64,10,0.5,,0", "0,0,probe,pooled,8,10,0.5,0.25,0"))
    page = run._repr_html_()
    text = "".join(ElementTree.fromstring(page).itertext())  # also: it is well formed
    assert "a<b>&c: svm, finished, train loss 2.3, test error 87.50 %, test loss 2.3" in text
    assert re.findall(r"""(?:href|src)=["']([^#])""", page) == [] and "url(http" not in page
    assert page.count("<svg") == 1


def test_a_run_without_any_row_is_shown_too(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run")
    assert [text.get_text() for text in run.figure().texts] == ["nothing is recorded yet"]
    assert "<svg" in run._repr_html_()
