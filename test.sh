#!/usr/bin/env bash
# Installs what is missing, builds, runs every test. `./test.sh asan` does so under the sanitizers.
set -euo pipefail
cd "$(dirname "$0")"
preset=${1:-release}
scripts/install_dependencies.sh --tests
scripts/build.sh "$preset"
ctest --preset "$preset" --parallel 2
