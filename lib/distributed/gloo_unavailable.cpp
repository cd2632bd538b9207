#include "core/error.h"
#include "distributed/backend.h"

namespace largestep {

c10::intrusive_ptr<Backend> make_gloo(const BackendPlace&) {
  fail(ErrorKind::kInvalidArgument,
       "this largestep was built without Gloo, which several processes on CPUs need; install libgloo-dev and build "
       "again");
}

}  // namespace largestep
