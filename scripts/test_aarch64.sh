#!/usr/bin/env bash
# Cross-compiles for aarch64 and runs what was built on an emulated processor. Installs the Debian or Ubuntu packages that
# are missing.
#
#   scripts/test_aarch64.sh [GOOGLETEST_OPTION...]   our kernels and their tests (build/aarch64), with every instruction
#                                                    set that the processor has; LibTorch is not needed
#   scripts/test_aarch64.sh --program                the program (build/aarch64-program) with Debian's LibTorch for
#                                                    aarch64 (build/aarch64-root, 1.2 GB): a hundred steps with our
#                                                    kernels and with LibTorch's, and their report; as root, on Debian
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD/build/aarch64-root

install_missing() {
  local missing=() as_root=()
  for package in "$@"; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2> /dev/null) == installed ]] || missing+=("$package")
  done
  if [[ ${#missing[@]} -eq 0 ]]; then return; fi
  echo "== installing ${missing[*]}"
  if [[ $EUID -ne 0 ]]; then as_root=(sudo); fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}" > /dev/null
}

# build DIRECTORY "TARGET..." CMAKE_OPTION...
build() {
  cmake -S . -B "$1" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_TOOLCHAIN_FILE=cmake/aarch64.cmake \
    -DLARGESTEP_WARNINGS_AS_ERRORS=ON "${@:3}" > /dev/null
  # shellcheck disable=SC2086
  cmake --build "$1" --target $2 > "$1/build.log" || { tail -n 40 "$1/build.log" >&2; exit 1; }
}

test_kernels() {
  install_missing cmake ninja-build g++-aarch64-linux-gnu qemu-user googletest libfmt-dev
  echo "== compiling the kernels and their tests for aarch64"
  build build/aarch64 kernels_test -DLARGESTEP_KERNELS_ALONE=ON
  echo "== running them under qemu-aarch64"
  qemu-aarch64 -L /usr/aarch64-linux-gnu "$(find build/aarch64 -name kernels_test -type f)" --gtest_brief=1 "$@"
}

# Unpacked only: nothing of it is run, so which libraries serve as BLAS and LAPACK is said here.
unpack_libraries() {
  if [[ -e $root/unpacked ]]; then return; fi
  local suite libraries
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  libraries=(libtorch-dev libopenblas0-openmp libgloo-dev libcli11-dev libfmt-dev nlohmann-json3-dev libcairo2-dev
             libpango1.0-dev libssl-dev zlib1g-dev libpng-dev libprotobuf-dev)
  rm -rf "$root"
  echo "== unpacking LibTorch for aarch64 and what it needs ($suite)"
  mmdebstrap --quiet --variant=extract --architectures=arm64 --include="$(IFS=, && echo "${libraries[*]}")" "$suite" "$root"
  ln -s openblas-openmp/lib{blas.so.3,lapack.so.3,openblas.so.0} -t "$root/usr/lib/aarch64-linux-gnu"
  touch "$root/unpacked"
}

test_program() {
  scripts/install_dependencies.sh
  install_missing g++-aarch64-linux-gnu qemu-user mmdebstrap
  unpack_libraries
  local run=build/aarch64-program/run
  echo "== compiling the program for aarch64"
  build build/aarch64-program "largestep largestep_texts" -DLARGESTEP_AARCH64_ROOT="$root" -DLARGESTEP_WITH_OPENCV=OFF \
    -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=0
  emulated() { qemu-aarch64 -L "$root" build/aarch64-program/app/largestep "$@"; }
  emulated --version
  rm -rf $run
  emulated data synthesize $run/data
  for kernels in auto libtorch; do
    echo "== a hundred steps with --kernels $kernels"
    emulated train --data $run/data --width 16 --batch-size 2 --train-size 100 --test-size 20 --epochs 2 --step-size 0.02 \
      --no-augment --kernels $kernels --out $run/$kernels
  done
  echo "== the losses of both, which begin alike"
  paste -d ' ' <(cut -d, -f1,4 $run/auto/steps.csv) <(cut -d, -f4 $run/libtorch/steps.csv) | sed -n '1,6p;$p'
  awk -F, 'FNR == 2 || FNR == 11 { loss[++n] = $4 }
           END { exit !(n == 4 && (loss[1] - loss[3])^2 <= 1e-8 && (loss[2] - loss[4])^2 <= 1e-2) }' $run/{auto,libtorch}/steps.csv
  emulated report $run/auto $run/libtorch --out $run/report
  test -s $run/report/report.html
}

if [[ $* == --program ]]; then test_program; else test_kernels "$@"; fi
