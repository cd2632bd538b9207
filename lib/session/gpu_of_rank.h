#pragma once

#include <cstdint>

namespace largestep {

/// Which of the GPUs that a process sees is its own.
/// @param local_rank  the process among those on its machine, from 0
/// @param visible     GPUs that it sees. One: the launcher gave each process its own (srun --gpus-per-task=1), which
///                    each then sees as the first.
std::int64_t gpu_of_rank(std::int64_t local_rank, std::int64_t visible);

}  // namespace largestep
