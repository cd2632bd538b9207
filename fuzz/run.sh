#!/usr/bin/env bash
# Fuzzes one target after the other: fuzz/run.sh SECONDS [TARGET...]. Builds them first (preset "fuzz"). What is found
# (an input that crashes, hangs or takes too much memory) is left in build/fuzz/findings, inputs that reached new code in
# build/fuzz/corpus; both are kept between runs. Exit status 1 if anything was found.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=$1
shift
targets=("${@:-}")
[[ -n "${targets[0]}" ]] || targets=(cifar_records png_import csv_examples settings checkpoint features run_directory)

scripts/build.sh fuzz "${targets[@]/#/fuzz_}"
# LibTorch and OpenCV are not instrumented, and LibTorch's libraries define some things twice.
export ASAN_OPTIONS=detect_odr_violation=0:detect_leaks=0:allocator_may_return_null=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
[[ -d /dev/shm ]] && export TMPDIR=/dev/shm

status=0
for target in "${targets[@]}"; do
  mkdir -p "build/fuzz/corpus/$target" build/fuzz/findings
  dictionary=fuzz/dictionaries/$target.dict
  log=build/fuzz/$target.log
  echo "fuzz: $target for $seconds s"
  "build/fuzz/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=8192 \
    -print_final_stats=1 -close_fd_mask=1 -artifact_prefix="build/fuzz/findings/$target-" \
    $([[ -f "$dictionary" ]] && echo "-dict=$dictionary") \
    "build/fuzz/corpus/$target" "tests/corpus/$target" > "$log" 2>&1 || status=1
  grep -E "cov: |SUMMARY|stat::number_of_executed_units" "$log" | tail -n 3
done
exit "$status"
