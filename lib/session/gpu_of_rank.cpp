#include "session/gpu_of_rank.h"

namespace largestep {

std::int64_t gpu_of_rank(std::int64_t local_rank, std::int64_t visible) { return visible == 1 ? 0 : local_rank; }

}  // namespace largestep
