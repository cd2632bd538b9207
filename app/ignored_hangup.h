#pragma once

namespace largestep {

/// Ignores SIGHUP if whoever started the program has it ignored, as nohup does. To be called first in main: libraries
/// that LibTorch brings along (UCX, on Debian 13) take the signal for themselves while they are loaded.
void keep_ignored_hangup();

}  // namespace largestep
