#pragma once

#include <c10/core/Device.h>

#include <optional>
#include <string>

namespace largestep {

/// What CUDA says of a GPU.
struct GpuFacts {
  std::string name;  ///< "NVIDIA H100 80GB HBM3"
  int major = 0;     ///< compute capability, major.minor
  int minor = 0;
};

/// @param device  a CUDA device that is there
/// @return nullopt if this build has no headers of CUDA's (gpu_facts_unavailable.cpp)
std::optional<GpuFacts> gpu_facts(const c10::Device& device);

/// Whether such a GPU has instructions for bfloat16; older ones convert each number.
constexpr bool has_native_bfloat16(const GpuFacts& gpu) { return gpu.major >= 8; }

/// "NVIDIA H100 80GB HBM3, compute capability 9.0, bf16 in hardware"
std::string describe(const GpuFacts& gpu);

}  // namespace largestep
