#include "run_files/run_directory.h"

#include "core/error.h"
#include "files/atomic_file.h"

namespace largestep {

RunDirectory::RunDirectory(std::filesystem::path path, bool resume) : path_(std::move(path)), is_written_(true) {
  check(resume);
  if (!resume) largestep::create_directories(path_);
  lock_.emplace(path_ / file_name::kLock);
  check(resume);  // another process may have come first
  remove_stale_temporaries(path_);
  remove_stale_temporaries(path_ / file_name::kCheckpoints);
}

RunDirectory RunDirectory::of_another(std::filesystem::path path) { return RunDirectory(std::move(path)); }

void RunDirectory::check(bool resume) const {
  std::error_code error;
  if (resume) {
    if (!std::filesystem::exists(config(), error)) {
      fail(ErrorKind::kData, "there is no run in {} to resume; leave out --resume to start one", path_.string());
    }
    return;
  }
  for (const char* name : file_name::kOfARun) {
    if (std::filesystem::exists(path_ / name, error)) {
      fail(ErrorKind::kInvalidArgument, "{} holds a run already ({}); give another --out, or --resume to continue it",
           path_.string(), name);
    }
  }
}

}  // namespace largestep
