// What the processor can do at most: multiply-additions on registers, nothing else, on as many threads as asked for.
// Prints "bf16 GFLOP/s" and "fp32 GFLOP/s", 0 where the instructions are missing. Usage: machine_peak [THREADS]

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "kernels/instruction_set.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace {

using largestep::kernels::InstructionSet;
constexpr long kRounds = 3'000'000;
constexpr long kAmxRounds = 1'000'000;

#if defined(__x86_64__)
// Twenty-four sums: more than latency times instructions a cycle on any processor so far.
#define SUMS_IN_FLIGHT 24

__attribute__((target("avx512f,avx512bf16"), noinline)) float bf16_loop() {
  const auto one = reinterpret_cast<__m512bh>(_mm512_set1_epi32(0x3f803f80));
  __m512 sums[SUMS_IN_FLIGHT];
  for (int i = 0; i < SUMS_IN_FLIGHT; ++i)
    sums[i] = _mm512_set1_ps(static_cast<float>(i));  // or they are computed once
  for (long round = 0; round < kRounds; ++round) {
#pragma GCC unroll 24
    for (int i = 0; i < SUMS_IN_FLIGHT; ++i) sums[i] = _mm512_dpbf16_ps(sums[i], one, one);
  }
  for (int i = 1; i < SUMS_IN_FLIGHT; ++i) sums[0] = _mm512_add_ps(sums[0], sums[i]);
  return _mm512_reduce_add_ps(sums[0]);
}

/// What the instruction that sets up AMX's registers reads: eight of 16 rows of 64 bytes.
struct TileShapes {
  std::uint8_t palette = 1;
  std::uint8_t reserved[15] = {};
  std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
alignas(64) constexpr TileShapes kTileShapes;

/// AMX's registers for its lifetime, of this thread.
class Tiles {
 public:
  static constexpr double kProducts = 16 * 16 * 32;  ///< of an instruction

  __attribute__((target("amx-tile"))) Tiles() { _tile_loadconfig(&kTileShapes); }
  __attribute__((target("amx-tile"))) ~Tiles() { _tile_release(); }
};

__attribute__((target("amx-tile,amx-bf16"), noinline)) float amx_loop() {
  const Tiles tiles;
  for (long round = 0; round < kAmxRounds; ++round) {
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 4, 7);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  return 0;
}

__attribute__((target("avx512f"), noinline)) float avx512_loop() {
  const auto half = _mm512_set1_ps(0.5F);
  __m512 sums[SUMS_IN_FLIGHT];
  for (int i = 0; i < SUMS_IN_FLIGHT; ++i)
    sums[i] = _mm512_set1_ps(static_cast<float>(i));  // or they are computed once
  for (long round = 0; round < kRounds; ++round) {
#pragma GCC unroll 24
    for (int i = 0; i < SUMS_IN_FLIGHT; ++i) sums[i] = _mm512_fmadd_ps(sums[i], half, half);
  }
  for (int i = 1; i < SUMS_IN_FLIGHT; ++i) sums[0] = _mm512_add_ps(sums[0], sums[i]);
  return _mm512_reduce_add_ps(sums[0]);
}

__attribute__((target("avx2,fma"), noinline)) float avx2_loop() {
  const auto half = _mm256_set1_ps(0.5F);
  __m256 sums[12];
  for (int i = 0; i < 12; ++i) sums[i] = _mm256_set1_ps(static_cast<float>(i));
  for (long round = 0; round < 2 * kRounds; ++round) {
#pragma GCC unroll 12
    for (int i = 0; i < 12; ++i) sums[i] = _mm256_fmadd_ps(sums[i], half, half);
  }
  for (int i = 1; i < 12; ++i) sums[0] = _mm256_add_ps(sums[0], sums[i]);
  return _mm256_cvtss_f32(sums[0]);
}
#endif

/// Best of five, in 10^9 operations a second. @param operations  of one call of the loop
double measured(float (*loop)(), double operations, int threads) {
  double best = 0;
  for (int attempt = 0; attempt < 5; ++attempt) {
    const auto started = std::chrono::steady_clock::now();
    std::vector<std::thread> workers;
    for (int i = 0; i < threads; ++i) workers.emplace_back([loop] { [[maybe_unused]] volatile float kept = loop(); });
    for (auto& worker : workers) worker.join();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    best = std::max(best, operations * threads / seconds / 1e9);
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  const int threads =
      argc > 1 ? std::max(std::atoi(argv[1]), 1) : static_cast<int>(std::thread::hardware_concurrency());
  double bf16 = 0;
  double fp32 = 0;
#if defined(__x86_64__)
  const auto set = largestep::kernels::instruction_set();
  constexpr double kVectorOperations = double{kRounds} * SUMS_IN_FLIGHT * 16;
  if (set >= InstructionSet::kAmxBf16) {
    bf16 = measured(amx_loop, 2 * Tiles::kProducts * 4 * kAmxRounds, threads);
  } else if (set >= InstructionSet::kAvx512Bf16) {
    bf16 = measured(bf16_loop, 4 * kVectorOperations, threads);
  }
  if (set >= InstructionSet::kAvx512) {
    fp32 = measured(avx512_loop, 2 * kVectorOperations, threads);
  } else if (set == InstructionSet::kAvx2) {
    fp32 = measured(avx2_loop, 2.0 * kRounds * 12 * 8 * 2, threads);
  }
#endif
  std::printf("bf16 %.0f GFLOP/s\nfp32 %.0f GFLOP/s\n", bf16, fp32);
  return 0;
}
