#!/usr/bin/env python3
"""The house, folder by folder: files, lines, and which folders each includes.

scripts/show_layers.py                   prints it
scripts/show_layers.py --check FILE      compares it with what CMake declares (build/PRESET/components.txt: one
                                         "name: dependencies" a line, in the order of lib/CMakeLists.txt): fails on an
                                         include that is not declared, a declaration that is not used, an arrow down
                                         the list, a folder without a component, and CLI11 outside app/
"""

import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIB = ROOT / "lib"
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([a-z0-9_]+)/|<(CLI)/)', re.MULTILINE)
NOT_CODE = {".txt", ".md", ".html", ".css", ".js", ".proto"}


def code_files(folder):
    """Every file that may include another, whatever its ending."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in NOT_CODE)


def includes(path):
    """The folders that a file includes from, "CLI" for CLI11."""
    return {ours or library for ours, library in INCLUDE.findall(path.read_text())}


def arrows(component):
    """{folder: files of this component that include from it}, without the component's own."""
    found = {}
    for path in code_files(LIB / component):
        for folder in includes(path) - {component}:
            found.setdefault(folder, []).append(path.relative_to(ROOT))
    return found


def problems(declared):
    """What is wrong, a sentence each. declared: {component: its dependencies}, in order."""
    components = list(declared)
    for folder in sorted(path.name for path in LIB.iterdir() if path.is_dir()):
        if folder not in declared:
            yield f"lib/{folder} is no component"
    for component, depends in declared.items():
        if not (LIB / component).is_dir():
            yield f"lib/{component} is not there"
            continue
        found = arrows(component)
        for folder, files in sorted(found.items()):
            where = ", ".join(map(str, files[:3]))
            if folder not in declared:
                yield f"{component} includes from {folder}, which is none of its libraries: {where}"
            elif folder not in depends:
                yield f"{component} includes from {folder} without declaring it: {where}"
        for folder in depends:
            if folder not in found:
                yield f"{component} declares {folder}, but includes nothing from it"
            if folder in components and components.index(folder) >= components.index(component):
                yield f"{component} depends on {folder}, which is not above it in lib/CMakeLists.txt"


def size(files):
    """(units, lines): a header and its source are one unit."""
    return len({path.with_suffix("") for path in files}), sum(len(path.read_text().splitlines()) for path in files)


def show():
    print(f"{'folder':<24} {'units':>5} {'lines':>6}  includes from (files)")
    total = 0
    for folder in sorted(path.name for path in LIB.iterdir() if path.is_dir()):
        files = code_files(LIB / folder)
        found = ", ".join(f"{other} {len(paths)}" for other, paths in sorted(arrows(folder).items()))
        for part in sorted({path.parent for path in files} | {LIB / folder}):
            units, lines = size([path for path in files if path.parent == part])
            total += lines
            print(f"{str(part.relative_to(LIB)):<24} {units:>5} {lines:>6}  {found if part == LIB / folder else ''}".rstrip())
    print(f"{'all':<24} {'':>5} {total:>6}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", metavar="FILE", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.check is None:
        show()
        return
    declared = {}
    for line in arguments.check.read_text().splitlines():
        name, _, depends = line.partition(":")
        declared[name] = depends.split()
    found = list(problems(declared))
    for sentence in found:
        print(sentence)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
