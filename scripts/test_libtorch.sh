#!/usr/bin/env bash
# The whole suite on another LibTorch:
#
#   scripts/test_libtorch.sh 1.13|2.6       that of Debian 12 or 13, on a fresh machine (scripts/test_fresh_machine.sh)
#   scripts/test_libtorch.sh newest|2.X.Y   PyTorch's wheel, newest or of that version, in build/torch*; built in build/pip
set -euo pipefail
cd "$(dirname "$0")/.."
version=${1:-}
case $version in
  1.13) exec scripts/test_fresh_machine.sh bookworm ;;
  2.6) exec scripts/test_fresh_machine.sh trixie ;;
  newest) ;;
  [2-9].*.*) export LARGESTEP_PIP_TORCH=$version ;;
  *) sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
LARGESTEP_TORCH=pip exec ./test.sh pip
