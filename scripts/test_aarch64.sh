#!/usr/bin/env bash
# Cross-compiles our kernels and their tests for aarch64 (build/aarch64) and runs the tests on an emulated processor, with
# every instruction set that it has. LibTorch is not needed. Installs the Debian or Ubuntu packages that are missing.
# Usage: scripts/test_aarch64.sh [GOOGLETEST_OPTION...]
set -euo pipefail
cd "$(dirname "$0")/.."
build=build/aarch64

missing=()
for package in cmake ninja-build g++-aarch64-linux-gnu qemu-user googletest libfmt-dev; do
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2> /dev/null) == installed ]] || missing+=("$package")
done
if [[ ${#missing[@]} -gt 0 ]]; then
  echo "== installing ${missing[*]}"
  as_root=()
  if [[ $EUID -ne 0 ]]; then as_root=(sudo); fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}" > /dev/null
fi

echo "== compiling the kernels and their tests for aarch64"
cmake -S . -B $build -G Ninja -DCMAKE_BUILD_TYPE=Release -DLARGESTEP_KERNELS_ALONE=ON -DLARGESTEP_WARNINGS_AS_ERRORS=ON \
  -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 \
  -DCMAKE_C_COMPILER=aarch64-linux-gnu-gcc -DCMAKE_CXX_COMPILER=aarch64-linux-gnu-g++ > /dev/null
cmake --build $build --target kernels_test > $build/build.log || { tail -n 40 $build/build.log >&2; exit 1; }

echo "== running them under qemu-aarch64"
qemu-aarch64 -L /usr/aarch64-linux-gnu "$(find $build -name kernels_test -type f)" --gtest_brief=1 "$@"
