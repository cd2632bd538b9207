#!/usr/bin/env bash
# Measures the points that bench/scaling_model.py is checked against: CSV on stdout, notes on stderr.
#
#   bench/scaling.sh [ROUNDS] > bench/scaling_points.csv      default: 2 rounds; needs root for the network namespaces
#
# Hosts are network namespaces on this machine. The wire between them is a veth pair slowed by tc, or, for the latency of
# 1 ms, bench/slow_wire.py. First the links
# alone, by PyTorch's Gloo in Python: what the model may know. Then steps: "copies" are as many processes that do not
# talk, the compute time; "together" is what the model predicts. Rows of the rounds follow each other; the model takes the
# smallest of each, since other work on the machine only adds.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-2}
program=${LARGESTEP:-build/release/app/largestep}
seconds=${SECONDS_A_POINT:-3}
a=ls-a
b=ls-b

remove_hosts() {
  if [[ -n ${wire_PID:-} ]]; then kill "$wire_PID"; fi
  ip netns del $a 2> /dev/null || true
  ip netns del $b 2> /dev/null || true
}
trap remove_hosts EXIT
remove_hosts
ip netns add $a
ip netns add $b
ip link add lsveth0 netns $a type veth peer name lsveth1 netns $b
ip -n $a addr add 10.77.0.1/24 dev lsveth0
ip -n $b addr add 10.77.0.2/24 dev lsveth1
for host in "$a" "$b"; do ip -n "$host" link set lo up; done
ip -n $a link set lsveth0 up
ip -n $b link set lsveth1 up

# limit TC_ARGUMENTS...: of what either host sends
limit() {
  tc -n $a qdisc replace dev lsveth0 root tbf "$@"
  tc -n $b qdisc replace dev lsveth1 root tbf "$@"
}
# use LINK: sets address, and device, the name less the host's number
use() {
  address=10.77.0.1
  device=lsveth
  case $1 in
    loopback) address=127.0.0.1 ;;
    gbit) limit rate 1gbit burst 128kb latency 100ms ;;
    100mbit) limit rate 100mbit burst 32kb latency 200ms ;;
    1ms)
      address=10.78.0.1
      device=lswire
      ;;
  esac
}
hosts_of() { if [[ $1 == loopback ]]; then echo ""; else echo "--hosts $a,$b --address $address"; fi; }

# link LINK RANKS: rows "link,LINK,RANKS,BYTES,SECONDS"
link() {
  local rank host place interface pids=()
  for ((rank = $2 - 1; rank >= 0; --rank)); do
    host=$((rank * 2 / $2))
    place=(ip netns exec "$([[ $host == 0 ]] && echo $a || echo $b)")
    interface=$device$host
    [[ $1 != loopback ]] || { place=(); interface=lo; }
    RANK=$rank WORLD_SIZE=$2 MASTER_ADDR=$address MASTER_PORT=29633 GLOO_SOCKET_IFNAME=$interface OMP_NUM_THREADS=1 \
      timeout 100 "${place[@]}" nice -n -20 /usr/bin/python3 bench/allreduce_time.py 1024 8388608 |
      awk -v at="link,$1,$2" '{ print at "," $1 "," $2 }' &
    pids+=($!)
  done
  wait "${pids[@]}"
}

# step KIND LINK RANKS WIDTH PRECISION BATCH [sync]: row "KIND,LINK,RANKS,WIDTH,PRECISION,BATCH,SYNC,MEDIAN,TENTH"
step() {
  local options=()
  [[ $1 == together ]] || options+=(--alone)
  local sync=()
  [[ -z ${7:-} ]] || sync=(--sync-batchnorm)
  # shellcheck disable=SC2046
  echo "$1,$2,$3,$4,$5,$6,${7:-},$(timeout 100 python3 bench/step_time.py "$program" --ranks "$3" --batch "$6" \
    --seconds "$seconds" "${options[@]}" $(hosts_of "$2") -- --width "$4" --precision "$5" "${sync[@]}")"
}

coproc wire { exec python3 bench/slow_wire.py 0.001 $a 10.78.0.1 $b 10.78.0.2; }
read -r _ <&"${wire[0]}"

for ((round = 1; round <= rounds; ++round)); do
  echo "round $round" >&2
  use loopback
  for ranks in 2 4; do link loopback $ranks; done
  for width in 8 16 32; do
    for precision in fp32 bf16; do
      step copies loopback 1 $width $precision 64
      step copies loopback 2 $width $precision 64
      step together loopback 2 $width $precision 64
      step together loopback 4 $width $precision 64
    done
  done
  step copies loopback 2 16 bf16 16
  step copies loopback 2 64 bf16 16
  step together loopback 2 16 bf16 64 sync
  for name in gbit 100mbit 1ms; do
    use $name
    link $name 2
    link $name 4
    step together $name 2 8 bf16 64
    step together $name 2 16 bf16 64
    step together $name 2 32 bf16 64
    [[ $name == 100mbit ]] || step together $name 2 64 bf16 16
    step together $name 4 16 bf16 64
    step together $name 2 16 bf16 16
    step together $name 2 16 bf16 64 sync
  done
done
