"""Runs a script that answers a test, with the PyTorch that the test is linked to:
run_reference.py LINKED_VERSION SCRIPT OUT [ARGUMENT...]"""
import pathlib
import runpy
import sys

from linked_torch import refuse_another_torch, saying_what_is_missing

linked, script = sys.argv[1:3]
sys.argv = sys.argv[2:]
with saying_what_is_missing():
    refuse_another_torch(linked)
    runpy.run_path(str(pathlib.Path(__file__).parent / script), run_name="__main__")
