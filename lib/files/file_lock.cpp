#include "files/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "core/clock.h"
#include "core/error.h"
#include "core/host_name.h"

namespace largestep {
namespace {

constexpr std::size_t kLongestOwner = 512;

/// What the holder wrote; it may be just about to.
std::string read_owner(int descriptor) {
  std::array<char, kLongestOwner> text{};
  const auto size = ::pread(descriptor, text.data(), text.size(), 0);
  std::string owner(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  owner.resize(owner.find_last_not_of('\n') + 1);
  return owner.empty() ? "another process" : owner;
}

/// Takes the lock. holder_has_ended() holds it for a moment, so a second try tells a look from a holder.
bool take(int descriptor) {
  constexpr auto kLook = std::chrono::milliseconds(20);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return true;
  std::this_thread::sleep_for(kLook);
  return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

}  // namespace

bool holder_has_ended(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool is_free = ::flock(descriptor, LOCK_SH | LOCK_NB) == 0;
  const bool is_of_this_host = read_owner(descriptor).find(" on " + host_name() + ", since ") != std::string::npos;
  ::close(descriptor);
  return is_free && is_of_this_host;
}

bool is_locked(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool is_held = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(descriptor);
  return is_held;
}

FileLock::FileLock(const std::filesystem::path& path) {
  const auto fail_with = [&](int error) {
    if (descriptor_ >= 0) ::close(descriptor_);
    fail(ErrorKind::kWrite, "could not write {}: {}", path.string(), std::strerror(error));
  };
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail_with(errno);
  if (!take(descriptor_)) {
    const auto owner = read_owner(descriptor_);
    ::close(descriptor_);
    fail(ErrorKind::kWrite, "{} is in use by {}; wait for it to end, or stop it", path.parent_path().string(), owner);
  }
  const auto owner = fmt::format("process {} on {}, since {}\n", ::getpid(), host_name(), utc_now());
  if (::ftruncate(descriptor_, 0) != 0) fail_with(errno);
  if (::pwrite(descriptor_, owner.data(), owner.size(), 0) != static_cast<ssize_t>(owner.size())) {
    fail_with(errno != 0 ? errno : ENOSPC);
  }
}

FileLock::~FileLock() { ::close(descriptor_); }

}  // namespace largestep
