#include "core/error.h"
#include "distributed/backend.h"

namespace largestep {

c10::intrusive_ptr<Backend> make_nccl(const BackendPlace&) {
  fail(ErrorKind::kInvalidArgument,
       "this largestep was built without NCCL, which several processes on GPUs need; build it against a CUDA LibTorch "
       "with "
       "nccl.h at hand, or use --device cpu");
}

}  // namespace largestep
