#include <ATen/cuda/CUDAContext.h>

#include "device/gpu_facts.h"

namespace largestep {

std::optional<GpuFacts> gpu_facts(const c10::Device& device) {
  const auto* properties = at::cuda::getDeviceProperties(device.index());
  return GpuFacts{.name = properties->name, .major = properties->major, .minor = properties->minor};
}

}  // namespace largestep
