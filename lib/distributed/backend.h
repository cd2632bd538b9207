#pragma once

#include <chrono>
#include <string>

#include "distributed/c10d_versions.h"

namespace largestep {

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

/// NCCL, for tensors on this process's GPU. @throws Error{kInvalidArgument} if this build has none, or was made with
/// the headers of another NCCL than LibTorch.
c10::intrusive_ptr<Backend> make_nccl(const BackendPlace& place);

}  // namespace largestep
