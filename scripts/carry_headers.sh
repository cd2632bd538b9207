#!/usr/bin/env bash
# Gathers, from this machine's packages, what building needs beside LibTorch: for a machine without them and without a
# network (scripts/gpu_check.sh). Headers, and the static libraries of GoogleTest, OpenSSL's libcrypto, zlib and
# libpng; 16 MB.
#
#   scripts/carry_headers.sh [DIR]     default: build/carried
set -euo pipefail
cd "$(dirname "$0")/.."
to=${1:-build/carried}
rm -rf "$to"
mkdir -p "$to/include" "$to/lib"
libraries=/usr/lib/$(gcc -print-multiarch)
for headers in CLI fmt nlohmann gtest gmock openssl gloo; do
  cp -r "/usr/include/$headers" "$to/include/" || { echo "see scripts/install_dependencies.sh --tests" >&2; exit 1; }
done
cp -r "/usr/include/$(gcc -print-multiarch)/openssl/." "$to/include/openssl/"
cp /usr/include/{zlib,zconf,png,pngconf,pnglibconf}.h "$to/include/"
cp "$libraries"/lib{gtest,gtest_main,gmock,gmock_main,crypto,z,png}.a "$to/lib/"
echo "$(du -sh "$to" | cut -f 1) in $to"
