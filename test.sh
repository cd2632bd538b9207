#!/usr/bin/env bash
# Installs what is missing, builds, runs every test and says which were skipped.
set -euo pipefail
cd "$(dirname "$0")"
presets=$(sed -n '/"testPresets"/,$ s/.*"name": *"\([^"]*\)".*/\1/p' CMakePresets.json | paste -s -d ' ')

usage() {
  cat << END
./test.sh [PRESET] [--strict]
Installs what is missing, builds, runs every test and says which were skipped and why.
  PRESET    one of: $presets (default: release; see CMakePresets.json)
  --strict  fail if a test is skipped for another reason than a missing GPU or instruction set, or the sanitizer
  --help    print this
END
}

refuse() {
  echo "test.sh: $1; ./test.sh --help says what it takes" >&2
  exit 2
}

preset=
strict=()
for argument in "$@"; do
  case "$argument" in
    --help | -h) usage && exit ;;
    --strict) strict=(--strict) ;;
    -*) refuse "there is no option $argument" ;;
    *)
      [[ -z $preset ]] || refuse "takes one preset, not $preset and $argument"
      [[ " $presets " == *" $argument "* ]] || refuse "there is no preset \"$argument\" with tests, only $presets"
      preset=$argument
      ;;
  esac
done
preset=${preset:-release}

scripts/install_dependencies.sh --tests
scripts/build.sh "$preset" -DLARGESTEP_BUILD_TESTS=ON
skipped=build/$preset/skipped
rm -rf "$skipped"
status=0
ctest --preset "$preset" --parallel 2 || status=$?
excused=0
scripts/list_skipped_tests.py "$skipped" "${strict[@]}" || excused=$?
exit $((status != 0 ? status : excused))
