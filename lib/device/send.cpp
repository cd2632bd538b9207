#include "device/send.h"

#include <ATen/ops/empty_like.h>

#include <algorithm>

namespace largestep {
namespace {

constexpr std::int64_t kPieceBytes = std::int64_t{16} << 20;

/// Pinned memory exists for CUDA only; any other device is sent what lies in ordinary memory.
at::Tensor to_be_read_by(const c10::Device& device, const at::Tensor& tensor) {
  return device.is_cuda() ? tensor.pin_memory() : tensor;
}

}  // namespace

at::Tensor send(const at::Tensor& tensor, const c10::Device& device) {
  if (tensor.device() == device) return tensor;
  auto sent = at::empty_like(tensor, tensor.options().device(device));
  const auto bytes = static_cast<std::int64_t>(tensor.nbytes());
  if (bytes <= kPieceBytes || tensor.dim() == 0) {
    return sent.copy_(to_be_read_by(device, tensor), /*non_blocking=*/true);
  }
  const auto rows = std::max<std::int64_t>(kPieceBytes / (bytes / tensor.size(0)), 1);
  for (std::int64_t row = 0; row < tensor.size(0); row += rows) {
    const auto count = std::min(rows, tensor.size(0) - row);
    sent.narrow(0, row, count).copy_(to_be_read_by(device, tensor.narrow(0, row, count)), /*non_blocking=*/true);
  }
  return sent;
}

}  // namespace largestep
