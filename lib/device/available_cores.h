#pragma once

#include <filesystem>
#include <optional>

namespace largestep {

/// Processor cores that one of `processes` on this machine, which share it, can keep busy: its part of the machine, as
/// many as the scheduler lets it run on, and its part of the quota, rounded up. At least 1.
int available_cores(int processes = 1);

/// Cores' worth of time that the control groups of this process allow it, 0.5 for half of one; nothing without a limit.
/// Groups are nested and the tightest counts: cpu.max of version 2, cpu.cfs_quota_us by cpu.cfs_period_us of version 1.
/// What is missing or makes no sense is no limit.
/// @param root  in which /proc/self and the file systems that it names are looked for
std::optional<double> processor_quota(const std::filesystem::path& root = "/");

}  // namespace largestep
