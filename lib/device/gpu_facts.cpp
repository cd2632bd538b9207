#include "device/gpu_facts.h"

#include <fmt/format.h>

namespace largestep {

std::string describe(const GpuFacts& gpu) {
  return fmt::format("{}, compute capability {}.{}, {}bf16 in hardware", gpu.name, gpu.major, gpu.minor,
                     has_native_bfloat16(gpu) ? "" : "no ");
}

}  // namespace largestep
