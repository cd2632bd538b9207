#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>

#include "distributed/backend.h"

namespace largestep {

c10::intrusive_ptr<Backend> make_nccl(const BackendPlace& place) {
  auto options = c10d::ProcessGroupNCCL::Options::create();
  options->timeout = place.timeout;
  return c10::make_intrusive<c10d::ProcessGroupNCCL>(place.store, place.rank, place.size, options);
}

}  // namespace largestep
