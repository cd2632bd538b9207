#pragma once

#include <torch/version.h>

#include <chrono>
#include <string>
#include <torch/csrc/distributed/c10d/Store.hpp>
#if TORCH_VERSION_MAJOR >= 2
#include <torch/csrc/distributed/c10d/Backend.hpp>
#else
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#endif

namespace largestep {

/// What carries out collectives; LibTorch 2 gave it a name of its own.
#if TORCH_VERSION_MAJOR >= 2
using Backend = c10d::Backend;
#else
using Backend = c10d::ProcessGroup;
#endif

struct BackendPlace {
  c10::intrusive_ptr<c10d::Store> store;
  int rank = 0;
  int size = 1;
  std::chrono::seconds timeout{300};
  std::string address;     ///< of rank 0's machine: the network that leads there is used
  std::uint16_t port = 0;  ///< there
};

/// Gloo, for tensors on the CPU. @throws Error{kInvalidArgument} if this build has none, Error{kLostRank} if no
/// connections come about.
c10::intrusive_ptr<Backend> make_gloo(const BackendPlace& place);

/// NCCL, for tensors on this process's GPU. @throws Error{kInvalidArgument} if this build has none.
c10::intrusive_ptr<Backend> make_nccl(const BackendPlace& place);

}  // namespace largestep
