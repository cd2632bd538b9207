#pragma once

#include <c10/core/Device.h>

#include <memory>

#include "distributed/meeting.h"
#include "problems/problem.h"
#include "settings/settings.h"

namespace largestep {

/// Settings as one process takes them on its machine: no "auto", no relative path and no number that means "all" is
/// left in what they say of device, precision, threads and files. run_training makes them once; whatever comes after
/// reads them.
struct ResolvedSettings {
  Settings values;
  c10::Device device;
  int processes = 1;  ///< that train together
};

/// Looks at the machine and the files once. Also sets the number of threads of this process and whether own kernels are
/// used, since both belong to the process and not to the run.
/// @param meeting  of several processes, nullptr for one
/// @throws Error{kInvalidArgument} for a device that is not there, Error{kData} for data that are not.
ResolvedSettings resolve_for_this_machine(Settings settings, const Meeting* meeting);

/// What these settings train. @throws Error{kInvalidArgument} if several processes can't share it, Error{kData}
std::unique_ptr<Problem> make_problem(const ResolvedSettings& resolved);

}  // namespace largestep
