#include "device/replayed_work.h"

namespace largestep {

ReplayedWork::Tensors ReplayedWork::run(const std::vector<const void*>& memory, const std::function<Tensors()>& body) {
  if (captured_.graph && memory == captured_.memory) {
    captured_.graph->replay();
    return captured_.results;
  }
  times_ = memory == last_memory_ ? times_ + 1 : 1;
  last_memory_ = memory;
  if (times_ <= kWarmUps) return body();

  captured_ = {};  // first, so that its memory is free
  Tensors results;
  auto graph = capture_([&] { results = body(); });
  if (!graph) return body();
  graph->replay();
  captured_ = {std::move(graph), memory, std::move(results)};
  return captured_.results;
}

std::vector<const void*> addresses_of(std::initializer_list<std::vector<at::Tensor>> lists) {
  std::vector<const void*> addresses;
  for (const auto& tensors : lists) {
    for (const auto& tensor : tensors) addresses.push_back(tensor.data_ptr());
  }
  return addresses;
}

}  // namespace largestep
