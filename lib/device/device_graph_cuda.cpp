#include <ATen/Context.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <torch/cuda.h>

#include "core/error.h"
#include "device/cuda_graph.h"

namespace largestep {
namespace {

class CapturedGraph final : public DeviceGraph {
 public:
  explicit CapturedGraph(const std::function<void()>& body) {
    torch::cuda::synchronize();
    graph_.capture_begin();
    try {
      body();
    } catch (...) {
      end_quietly();
      throw;
    }
    graph_.capture_end();
  }
  void replay() override { graph_.replay(); }

 private:
  /// The stream has to leave the capture; why it failed is known already.
  void end_quietly() noexcept {
    try {
      graph_.capture_end();
    } catch (...) {
    }
  }

  at::cuda::CUDAGraph graph_;
};

bool can_capture() {
  return torch::cuda::is_available() && c10::cuda::getCurrentCUDAStream() != c10::cuda::getDefaultCUDAStream();
}

}  // namespace

bool has_cuda_graphs() { return true; }

std::unique_ptr<DeviceGraph> capture_cuda_graph(const std::function<void()>& body) {
  if (!can_capture()) return nullptr;
  try {
    return std::make_unique<CapturedGraph>(body);
  } catch (const c10::Error& error) {
    fail(ErrorKind::kInternal, "the step can't be captured in a CUDA graph ({}); use --cuda-graph off",
         error.what_without_backtrace());
  }
}

struct OwnStreamScope::State {
  explicit State(const c10::Device& device)
      : guard(c10::cuda::getStreamFromPool(/*isHighPriority=*/false, device.index())),
        tried_algorithms(at::globalContext().benchmarkCuDNN()) {
    at::globalContext().setBenchmarkCuDNN(!at::globalContext().deterministicAlgorithms());
  }
  ~State() { at::globalContext().setBenchmarkCuDNN(tried_algorithms); }

  c10::cuda::CUDAStreamGuard guard;
  bool tried_algorithms;
};

OwnStreamScope::OwnStreamScope(const c10::Device& device)
    : state_(device.is_cuda() ? std::make_unique<State>(device) : nullptr) {}

OwnStreamScope::~OwnStreamScope() = default;

}  // namespace largestep
