#pragma once

#include <string>

namespace largestep {

/// Whether the processor multiplies bfloat16 (AVX512-BF16) and LibTorch makes use of it: oneDNN, which does its
/// convolutions and products, may have been told not to.
bool processor_multiplies_bfloat16();

/// Tries a convolution and a product with their gradients in bfloat16, in some milliseconds.
/// @throws Error{kInvalidArgument} if LibTorch can't do them on this processor, or under oneDNN's limit.
void check_bfloat16_works();

/// The limit on instructions that oneDNN reads from the environment, "NAME=VALUE" as it is there, "" without.
std::string onednn_limit();

/// Whether oneDNN may use AVX512-BF16 under that limit, as far as the name says: what it does not know is no limit.
/// @param value  of ONEDNN_MAX_CPU_ISA, case does not count
bool allows_bfloat16(const std::string& value);

}  // namespace largestep
