#!/usr/bin/env bash
# Tries README's two commands on a machine that has nothing: a minimal Debian in a folder, with a clone of HEAD. Anything
# else than green fails.
#
#   scripts/test_fresh_machine.sh bookworm|trixie             ./quickstart.sh twice (the second trains nothing), ./test.sh
#   scripts/test_fresh_machine.sh bookworm|trixie --short     installs, builds, a hundred steps, a report; no tests
#
# Needs root, the network, about 6 GB of disk, 10 GB with LARGESTEP_TORCH=pip; 40 minutes on two cores, --short 6.
# CIFAR-10 is taken from data/ if it is there, else fetched (--short then draws synthetic images).
# LARGESTEP_TORCH, LARGESTEP_PIP_TORCH: passed on. LARGESTEP_KEEP_ROOT=1 leaves the machine's folder there.
set -euo pipefail
cd "$(dirname "$0")/.."
suite=${1:-}
form=${2:-}
if [[ ! $suite =~ ^(bookworm|trixie)$ || ! $form =~ ^(|--short)$ || $# -gt 2 ]]; then
  sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
[[ $EUID -eq 0 ]] || { echo "making a machine in a folder needs root" >&2; exit 2; }
if ! command -v mmdebstrap > /dev/null; then
  { apt-get update && apt-get install --yes --no-install-recommends mmdebstrap; } > /dev/null
fi

root=$(mktemp -d "${TMPDIR:-/tmp}/largestep-$suite.XXXXXX")
cleanup() {
  if mountpoint -q "$root"; then umount --recursive "$root"; fi
  if [[ -z ${LARGESTEP_KEEP_ROOT:-} ]]; then rm -rf --one-file-system "$root"; else echo "kept: $root"; fi
}
trap cleanup EXIT

say() { echo "== $suite, $((SECONDS / 60)) min $((SECONDS % 60)) s: $*"; }
say "a minimal Debian in $root"
mmdebstrap --quiet --variant=minbase "$suite" "$root"
mount --bind "$root" "$root"  # network namespaces want a root that is mounted
mount -t proc proc "$root/proc"
mkdir -p "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
ln -sf pts/ptmx "$root/dev/ptmx"
mount -t tmpfs tmpfs "$root/dev/shm"
cp /etc/resolv.conf "$root/etc/resolv.conf"

# What lets this machine reach the network lets that one: proxies, and certificates that a proxy signs with.
environment=(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root)
for name in http_proxy https_proxy no_proxy LARGESTEP_TORCH LARGESTEP_PIP_TORCH; do
  if [[ -n ${!name:-} ]]; then environment+=("$name=${!name}"); fi
done
for name in SSL_CERT_FILE CURL_CA_BUNDLE NODE_EXTRA_CA_CERTS PIP_CERT; do
  if [[ -f ${!name:-} ]]; then
    cp "${!name}" "$root/etc/$name.pem"
    environment+=("$name=/etc/$name.pem")
  fi
done
inside() { chroot "$root" env -i "${environment[@]}" sh -c "cd /root/largestep && $1"; }

# git is installed only after this: whoever clones has it, or an archive of the tree.
git clone --quiet --depth 1 "file://$PWD" "$root/root/largestep"
if (cd data && ls data_batch_{1..5}.bin test_batch.bin) > /dev/null 2>&1; then
  cp data/*.bin "$root/root/largestep/data/"
fi

install="cmake --install build/release --prefix /root/installed > /dev/null && /root/installed/bin/largestep --version"
if [[ -n $form ]]; then
  say "dependencies and build"
  inside "scripts/install_dependencies.sh && scripts/build.sh release largestep largestep_texts"
  program=build/release/app/largestep
  inside "$program --version"
  if ! inside "$program data verify data"; then
    inside "$program data synthesize data"
  fi
  say "a hundred steps at a small and a large step size, and their report"
  for step_size in 0.01 0.2; do
    inside "$program train --data data --width 8 --batch-size 32 --train-size 1600 --epochs 2 --step-size $step_size \
      --quiet --out runs/$step_size"
  done
  inside "$program report runs/0.01 runs/0.2 --out report && test -s report/report.html"
  inside "$install"
else
  say "./quickstart.sh"
  inside ./quickstart.sh
  say "./quickstart.sh again"
  touch "$root/tmp/before"
  inside ./quickstart.sh
  if [[ -n $(find "$root/root/largestep/runs" -name steps.csv -newer "$root/tmp/before") ]]; then
    echo "the second ./quickstart.sh trains again" >&2
    exit 1
  fi
  inside "$install"
  say "./test.sh"
  inside ./test.sh
fi
say "works on a machine that had nothing"
