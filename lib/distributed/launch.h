#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace largestep {

/// One process of several that train one network, as its launcher numbers them.
struct Launch {
  int rank = 0;                        ///< this process, in [0, size)
  int size = 1;                        ///< processes
  int local_rank = -1;                 ///< this process on its machine, from 0; -1: the launcher does not say
  std::string address = "127.0.0.1";   ///< where the processes meet
  std::uint16_t port = 29'500;         ///< there
  bool has_store = false;              ///< the launcher serves the meeting place itself
  std::string told_by = "WORLD_SIZE";  ///< the variable that says how many there are
  std::int64_t restart = 0;            ///< times the launcher started all of them anew
};

/// Reads an environment variable; nullopt if it is not set.
using EnvironmentReader = std::function<std::optional<std::string>(const char* name)>;
EnvironmentReader process_environment();

/// What the launcher says of this process: torchrun's variables (RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR,
/// MASTER_PORT), which also work set by hand, or those of srun (SLURM_PROCID, SLURM_STEP_NUM_TASKS), Open MPI's mpirun
/// (OMPI_COMM_WORLD_RANK, OMPI_COMM_WORLD_SIZE) or Hydra's (PMI_RANK, PMI_SIZE), in this order. MASTER_ADDR and
/// MASTER_PORT hold for all of them; without an address, srun's first machine, or this one if it has all processes.
/// @return nullopt if no launcher started this process, or only one process.
/// @throws Error{kInvalidArgument} naming the variable that is missing, not a number or out of range.
std::optional<Launch> read_launch(const EnvironmentReader& environment = process_environment());

}  // namespace largestep
