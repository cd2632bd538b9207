#include "device/device_graph.h"

#include <utility>

#include "device/cuda_graph.h"

namespace largestep {
namespace {

GraphMaker& replaced_maker() {
  static GraphMaker maker;
  return maker;
}

}  // namespace

bool has_graphs(const c10::Device& device) { return replaced_maker() || (device.is_cuda() && has_cuda_graphs()); }

std::unique_ptr<DeviceGraph> capture_graph(const std::function<void()>& body) {
  return replaced_maker() ? replaced_maker()(body) : capture_cuda_graph(body);
}

GraphMakerScope::GraphMakerScope(GraphMaker maker) : previous_(std::exchange(replaced_maker(), std::move(maker))) {}
GraphMakerScope::~GraphMakerScope() { replaced_maker() = std::move(previous_); }

}  // namespace largestep
