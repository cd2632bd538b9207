#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages that are missing; says which. With --tests also those that only tests need.
# Where LibTorch does not come from the distribution (scripts/torch.sh), PyTorch's wheel is installed in build/torch.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/torch.sh
case ${1:-} in
  "" | --tests) ;;
  *) echo "usage: scripts/install_dependencies.sh [--tests]" >&2; exit 2 ;;
esac

packages=(g++ cmake ninja-build git ca-certificates curl npm
          libgloo-dev libopencv-dev libcli11-dev libfmt-dev nlohmann-json3-dev
          pkgconf libcairo2-dev libpango1.0-dev
          libssl-dev zlib1g-dev libpng-dev libjs-vega libprotobuf-dev protobuf-compiler)
system_torch=(libtorch-dev libopenblas0-openmp)
pip_torch=(python3 python3-venv)
tensorboard_venv=build/tensorboard                                                # TensorBoard itself, for its test
python_package_tests=(pandas matplotlib tqdm pytest nbclient ipykernel mypy)  # in an environment of pip's
wanted=()  # by tests only; where the distribution has none, those tests are skipped and say so
if [[ ${1:-} == --tests ]]; then
  packages+=(libgtest-dev libgmock-dev python3 python3-venv dpkg-dev file mount groff-base)
  system_torch+=(python3-torch python3-numpy python3-protobuf python3-pandas python3-matplotlib python3-tqdm python3-pytest
                 python3-nbclient python3-ipykernel mypy)
  wanted+=(chromium iproute2 zsh fish poppler-utils)
fi

# Provided some other way (a newer npm or CMake on the PATH, say), a package is not asked for.
provided() {
  case "$1" in
    g++ | git | curl | npm) command -v "$1" > /dev/null ;;
    cmake | ninja-build) command -v "${1%-build}" > /dev/null ;;
    *) return 1 ;;
  esac
}
is_installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2> /dev/null) == installed ]]; }
is_offered() { [[ $(LC_ALL=C apt-cache policy "$1" 2> /dev/null) == *Candidate:\ [0-9]* ]]; }

if ! command -v apt-get > /dev/null; then
  echo "dependencies: this is neither Debian nor Ubuntu; install the equivalents of: ${packages[*]} ${system_torch[*]}" >&2
  exit 1
fi
as_root=()
if [[ $EUID -ne 0 ]]; then as_root=(sudo); fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Runs what may take a while; what it says is shown only if it fails.
quietly() {
  if ! "$@" > "$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "dependencies: this failed: $*" >&2
    exit 1
  fi
}

updated=
update() {
  if [[ -z $updated ]]; then quietly "${as_root[@]}" apt-get update; fi
  updated=yes
}
# A machine that has never asked knows of no packages, and so of no libtorch-dev.
if ! is_installed libtorch-dev && [[ -z ${LARGESTEP_TORCH:-} ]]; then update; fi
choice=$(torch_choice)
case $choice in
  system) packages+=("${system_torch[@]}") ;;
  pip) packages+=("${pip_torch[@]}") ;;
esac

missing=()
for package in "${packages[@]}"; do
  is_installed "$package" || provided "$package" || missing+=("$package")
done
is_offered g++ || update
for package in "${wanted[@]}"; do
  if is_installed "$package"; then continue; fi
  if is_offered "$package"; then
    missing+=("$package")
  else
    echo "dependencies: there is no package $package here; the tests that want it will be skipped"
  fi
done
if [[ ${#missing[@]} -gt 0 ]]; then
  echo "dependencies: installing ${missing[*]}"
  update
  quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends "${missing[@]}"
fi

if [[ $choice == pip ]]; then
  python=$(torch_python pip)
  if ! "$python" -c 'import torch' 2> /dev/null; then
    echo "dependencies: installing $torch_wheel and what it needs in $torch_venv (about 6 GB)"
    quietly python3 -m venv "$torch_venv"
    quietly "$python" -m pip install --quiet "$torch_wheel" numpy
    mapfile -t compiler < <("$python" scripts/torch_from_python.py requirements)
    if [[ ${#compiler[@]} -gt 0 ]]; then quietly "$python" -m pip install --quiet "${compiler[@]}"; fi
  fi
  if [[ ${1:-} == --tests ]]; then quietly "$python" -m pip install --quiet protobuf "${python_package_tests[@]}"; fi
fi
if [[ ${1:-} == --tests && ! -x $tensorboard_venv/bin/tensorboard ]]; then
  echo "dependencies: installing TensorBoard in $tensorboard_venv (180 MB)"
  if ! { python3 -m venv "$tensorboard_venv" && "$tensorboard_venv/bin/pip" install tensorboard; } > "$log" 2>&1; then
    tail -n 5 "$log" >&2
    echo "dependencies: TensorBoard could not be installed; the test that wants it will be skipped"
  fi
fi
echo "dependencies: all installed"
