#!/usr/bin/env bash
# Installs the packages of build/release in a fresh Debian 12 and uses them there, as somebody would who has nothing
# else: trains quickstart-small and quickstart-large-50, compares them, builds the consumer example. Needs root, mmdebstrap
# and the network (about 1.5 GB of packages); a test by hand, not one of ctest.
#
#   scripts/test_package.sh [DATA [FLAG...]]   DATA: directory with CIFAR-10 (default: synthetic images, one epoch of
#                                              width 8); FLAGs are added to both trainings
#   LARGESTEP_WITHOUT_DEV=1                    leaves out liblargestep-dev and the consumer example
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:-}
flags=("${@:2}")
command -v mmdebstrap > /dev/null || { echo "mmdebstrap is not installed" >&2; exit 1; }

rm -rf build/release/packages
(cd build/release && cpack -G DEB > cpack.log)
root=$(mktemp -d)
cleanup() {
  mountpoint -q "$root/data" && umount "$root/data"
  mountpoint -q "$root/proc" && umount "$root/proc"
  rm -rf --one-file-system "$root"
}
trap cleanup EXIT

echo "a fresh Debian 12 in $root"
mmdebstrap --quiet --variant=minbase --include=ca-certificates bookworm "$root"
cp build/release/packages/*.deb "$root/tmp/"
program=/tmp/$(cd build/release/packages && echo largestep_*.deb)
library=/tmp/$(cd build/release/packages && echo liblargestep-dev_*.deb)
cp /etc/resolv.conf "$root/etc/resolv.conf"
mkdir -p "$root/data" "$root/work"
mount -t proc proc "$root/proc"
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/work DEBIAN_FRONTEND=noninteractive "$@"; }

inside apt-get update -qq
inside apt-get install -qq --no-install-recommends "$program" > "$root/tmp/apt.log" 2>&1 ||
  { tail -n 20 "$root/tmp/apt.log" >&2; exit 1; }
echo "installed: $(inside largestep --version)"

largestep() { inside sh -c 'cd /work && exec largestep "$@"' largestep "$@"; }
if [[ -n $data ]]; then
  mount --bind "$data" "$root/data"
  largestep data verify /data
else
  largestep data synthesize /data
  flags=(--epochs 1 --width 8)
fi
train() { largestep train --preset "$1" --data /data --threads 1 "${flags[@]}" --out "runs/$1" | sed -u "s/^/[$1] /"; }
train quickstart-small &
train quickstart-large-50
wait $!
largestep report runs/quickstart-small runs/quickstart-large-50 --out report
largestep info runs/quickstart-large-50
ls -l "$root/work/report"

if [[ -z ${LARGESTEP_WITHOUT_DEV:-} ]]; then
  inside apt-get install -qq --no-install-recommends "$library" g++ cmake make > "$root/tmp/apt.log" 2>&1 ||
    { tail -n 20 "$root/tmp/apt.log" >&2; exit 1; }
  inside cmake -S /usr/share/doc/liblargestep-dev/examples/consumer -B /work/build > /dev/null
  inside cmake --build /work/build
  inside /work/build/ten_steps
fi
echo "works on a clean system"
