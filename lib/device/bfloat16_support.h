#pragma once

#include <string>

namespace largestep {

/// Whether the processor multiplies bfloat16 (AVX512-BF16) and LibTorch makes use of it: oneDNN, which does its
/// convolutions and products, may have been told not to.
bool processor_multiplies_bfloat16();

/// Whether LibTorch can convolve and multiply in bfloat16, with the gradients, on this processor and under oneDNN's
/// limit, however slowly: tried in some milliseconds where the processor does not multiply it.
bool bfloat16_works();

/// The limit on instructions that oneDNN reads from the environment, "NAME=VALUE" as it is there, "" without.
std::string onednn_limit();

/// Whether oneDNN may use AVX512-BF16 under that limit, as far as the name says: what it does not know is no limit.
/// @param value  of ONEDNN_MAX_CPU_ISA, case does not count
bool allows_bfloat16(const std::string& value);

}  // namespace largestep
