#include "device/gpu_facts.h"

namespace largestep {

std::optional<GpuFacts> gpu_facts(const c10::Device&) { return std::nullopt; }

}  // namespace largestep
