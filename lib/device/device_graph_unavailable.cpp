#include "device/cuda_graph.h"

namespace largestep {

bool has_cuda_graphs() { return false; }

std::unique_ptr<DeviceGraph> capture_cuda_graph(const std::function<void()>&) { return nullptr; }

struct OwnStreamScope::State {};

OwnStreamScope::OwnStreamScope(const c10::Device&) {}

OwnStreamScope::~OwnStreamScope() = default;

}  // namespace largestep
