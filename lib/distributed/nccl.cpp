#include <nccl.h>
#include <torch/csrc/cuda/nccl.h>

#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>

#include "core/error.h"
#include "distributed/backend.h"

namespace largestep {
namespace {

/// ProcessGroupNCCL has members that depend on the nccl.h it is compiled with: made here after another version's, it
/// would have another size than LibTorch believes.
void check_headers() {
  const auto of_torch = torch::cuda::nccl::version();  // of its nccl.h: major, minor and patch, 16 bits each
  const auto major = of_torch >> 32;
  const auto minor = of_torch >> 16 & 0xffff;
  if (major == NCCL_MAJOR && minor == NCCL_MINOR) return;
  fail(ErrorKind::kInvalidArgument,
       "this largestep was built with the headers of NCCL {}.{}, but LibTorch with those of {}.{}; build it again with "
       "LibTorch's nccl.h, or use --device cpu",
       NCCL_MAJOR, NCCL_MINOR, major, minor);
}

}  // namespace

c10::intrusive_ptr<Backend> make_nccl(const BackendPlace& place) {
  check_headers();
  auto options = c10d::ProcessGroupNCCL::Options::create();
  options->timeout = place.timeout;
  return c10::make_intrusive<c10d::ProcessGroupNCCL>(place.store, place.rank, place.size, options);
}

}  // namespace largestep
