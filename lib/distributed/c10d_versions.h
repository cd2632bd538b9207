#pragma once

#include <torch/version.h>

#include <torch/csrc/distributed/c10d/Store.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#if TORCH_VERSION_MAJOR >= 2
#include <torch/csrc/distributed/c10d/Backend.hpp>
#else
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#endif

namespace largestep {

// What differs in c10d between LibTorch 1.13 and 2.15, and matters here. The rest of the component is written once.

/// What carries out collectives; LibTorch 2 gave it a name of its own.
#if TORCH_VERSION_MAJOR >= 2
using Backend = c10d::Backend;
#else
using Backend = c10d::ProcessGroup;
#endif

/// Has the store served by c10d's own sockets. Some versions would take libuv, which not every build of LibTorch has
/// (Debian's throws); clients of either kind understand both, and a handful of short texts needs no more.
template <typename Options>
void serve_without_libuv(Options& options) {
  if constexpr (requires { options.useLibUV; }) options.useLibUV = false;
}

}  // namespace largestep
