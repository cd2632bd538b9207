#!/usr/bin/env python3
"""Says which tests of the last ctest were skipped and why: scripts/list_skipped_tests.py DIR [--strict]

DIR holds what tests/main.cpp and tests/python/run_tests.py wrote, one file a ctest entry: build/PRESET/skipped. With
--strict the exit code is 1 if something was skipped for another reason than those below."""
import argparse
import pathlib
import sys

# What a machine may lack without that being a fault of its set-up. A test that is skipped for one of them begins its
# reason with these words.
EXCUSED = (
    "no GPU",
    "needs AVX-512",
    "needs AVX512-BF16",
    "needs AMX",
    "under the sanitizer",
)


def skips(directory):
    """[(test, reason)], in the order of the files' names."""
    return [tuple(line.split("\t", 1)) for path in sorted(directory.glob("*.txt")) for line in path.read_text().splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--strict", action="store_true")
    arguments = parser.parse_args()
    if not any(arguments.directory.glob("*.txt")):
        print(f"{arguments.directory} holds no record of what was skipped: the tests have not run", file=sys.stderr)
        return 1
    found = skips(arguments.directory)
    for test, reason in found:
        print(f"not tested here: {test}: {reason}")
    print(f"{len(found)} test{'' if len(found) == 1 else 's'} skipped" if found else "no test was skipped")
    refused = [reason for _, reason in found if not reason.startswith(EXCUSED)]
    if arguments.strict and refused:
        print(f"--strict: {len(refused)} of them for want of what can be had: {'; '.join(dict.fromkeys(refused))}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
