#pragma once

#include <c10/util/intrusive_ptr.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "distributed/launch.h"
#include "distributed/while_waiting.h"

namespace c10d {
class Store;
}

namespace largestep {

/// A text as a store keeps it.
inline std::vector<std::uint8_t> bytes(const std::string& text) { return {text.begin(), text.end()}; }

/// Opens the store in which the processes of a launch meet: serves it if this is rank 0 and the launcher does not,
/// and connects to it. From then on c10d's own log holds errors only, unless TORCH_CPP_LOG_LEVEL says otherwise.
/// @param timeout  the call ends within it, whatever answers at the address, or nothing
/// @throws Error{kInvalidArgument} if the port is in use or can't be served, or the address is not this machine's;
/// Error{kLostRank} if rank 0 can't be reached, or the wait is not wanted any more.
c10::intrusive_ptr<c10d::Store> open_store(const Launch& launch, std::chrono::seconds timeout,
                                           const WhileWaiting& meanwhile);

}  // namespace largestep
