#include "cifar/file_check.h"

#include <system_error>

#include "core/error.h"

namespace largestep {

std::string name_of(FileCheck::State state) {
  switch (state) {
    case FileCheck::State::kOfficial:
      return "official";
    case FileCheck::State::kAsDescribed:
      return "as described";
    case FileCheck::State::kSynthetic:
      return "synthetic";
    case FileCheck::State::kMissing:
      return "missing";
    case FileCheck::State::kWrongSize:
      return "wrong size";
    case FileCheck::State::kDifferent:
      return "different";
    case FileCheck::State::kUnreadable:
      return "unreadable";
  }
  fail(ErrorKind::kInternal, "unknown file state {}", static_cast<int>(state));
}

FileCheck check_file(const std::filesystem::path& path, std::uint64_t bytes,
                     std::string (*digest)(const std::filesystem::path& path)) {
  using State = FileCheck::State;
  FileCheck check{.name = path.filename().string()};
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return check;
  if (const auto size = std::filesystem::file_size(path, error); error || size != bytes) {
    check.state = error ? State::kUnreadable : State::kWrongSize;
    return check;
  }
  try {
    check.digest = digest(path);
    check.state = State::kDifferent;
  } catch (const Error&) {
    check.state = State::kUnreadable;
  }
  return check;
}

}  // namespace largestep
