#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages that are missing; says which. With --tests also those that only tests need.
set -euo pipefail

packages=(g++ cmake ninja-build git ca-certificates curl npm
          libtorch-dev libgloo-dev libopenblas0-openmp libopencv-dev libcli11-dev libfmt-dev nlohmann-json3-dev
          libssl-dev libjs-vega libprotobuf-dev protobuf-compiler)
if [[ "${1:-}" == "--tests" ]]; then
  packages+=(libgtest-dev libgmock-dev python3-torch python3-numpy python3-protobuf dpkg-dev groff-base)
fi

# Provided some other way (a newer npm or CMake on the PATH, say), a package is not asked for.
provided() {
  case "$1" in
    g++ | git | curl | npm) command -v "$1" > /dev/null ;;
    cmake | ninja-build) command -v "${1%-build}" > /dev/null ;;
    *) return 1 ;;
  esac
}

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2> /dev/null || true)
  [[ "$status" == "installed" ]] || provided "$package" || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
  echo "dependencies: all installed"
  exit 0
fi

if ! command -v apt-get > /dev/null; then
  echo "dependencies: this is neither Debian nor Ubuntu; install the equivalents of: ${missing[*]}" >&2
  exit 1
fi
run=()
if [[ $EUID -ne 0 ]]; then run=(sudo); fi
echo "dependencies: installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${run[@]}" apt-get update && "${run[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install --yes --no-install-recommends "${missing[@]}"; } > "$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "dependencies: the packages above could not be installed" >&2
  exit 1
fi
echo "dependencies: installed"
