#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <initializer_list>
#include <memory>
#include <vector>

#include "device/device_graph.h"

namespace largestep {

/// Work that is done again and again with the same shapes on the same memory, each time with what lies there then. The
/// first times it is done as it is written; then it is captured, and from then on replayed, which spares a GPU from
/// waiting for the processor between small operations. Where there are no graphs it is always done as it is written.
class ReplayedWork {
 public:
  using Tensors = std::vector<at::Tensor>;
  /// Times before it is captured: libraries choose their algorithms and take their workspaces in these.
  static constexpr int kWarmUps = 3;

  /// @param capture  makes the graph; replaced in tests
  explicit ReplayedWork(GraphMaker capture = capture_graph) : capture_(std::move(capture)) {}

  /// Does the work once.
  /// @param memory  addresses that the body reads and writes beside memory of its own. Where they are others than those
  ///                captured, the body is called, and captured anew once they have stayed the same for a while.
  /// @return  what the body returned; of a replay, the same tensors with new values in them. The next replay
  ///          overwrites them.
  Tensors run(const std::vector<const void*>& memory, const std::function<Tensors()>& body);

 private:
  struct Captured {
    std::unique_ptr<DeviceGraph> graph;
    std::vector<const void*> memory;
    Tensors results;
  };

  GraphMaker capture_;
  Captured captured_;
  std::vector<const void*> last_memory_;
  int times_ = 0;  ///< in a row on last_memory_
};

/// Where the tensors' data lie, in order.
std::vector<const void*> addresses_of(std::initializer_list<std::vector<at::Tensor>> lists);

}  // namespace largestep
