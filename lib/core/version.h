#pragma once

#include <string_view>

namespace largestep {

/// Version of the program, as `project(... VERSION)` says ("0.1.0").
std::string_view version();
/// Commit the program was configured from ("unknown" outside a git checkout); "-dirty" when the tree had changes.
std::string_view git_commit();
/// Absolute path of the source tree it was built from; CIFAR-10 is looked for in its data/ as a last resort.
std::string_view source_directory();

}  // namespace largestep
