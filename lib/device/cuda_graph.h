#pragma once

#include <functional>
#include <memory>

#include "device/device_graph.h"

namespace largestep {

/// CUDA's half of device_graph.h: in device_graph_cuda.cpp where the build has CUDA's headers, else in
/// device_graph_unavailable.cpp.

/// Whether this build makes CUDA graphs.
bool has_cuda_graphs();

/// See capture_graph.
std::unique_ptr<DeviceGraph> capture_cuda_graph(const std::function<void()>& body);

}  // namespace largestep
