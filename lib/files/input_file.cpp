#include "files/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>

#include "core/error.h"

namespace largestep {
namespace {

[[noreturn]] void fail_to_read(const std::filesystem::path& path, int error) {
  fail(ErrorKind::kData, "could not read {}: {}", path.string(), std::strerror(error));
}

}  // namespace

// Without O_NONBLOCK, opening a FIFO waits for a writer; on a regular file the flag does nothing.
InputFile::InputFile(const std::filesystem::path& path)
    : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  if (descriptor_ < 0) fail_to_read(path, errno);
  struct stat status {};
  const int error = ::fstat(descriptor_, &status) != 0 ? errno : 0;
  if (error == 0 && S_ISREG(status.st_mode)) {
    size_ = static_cast<std::uint64_t>(status.st_size);
    return;
  }
  ::close(descriptor_);
  if (error != 0) fail_to_read(path, error);
  fail(ErrorKind::kData, "{} is a {}, a file was expected", path.string(),
       S_ISDIR(status.st_mode)    ? "directory"
       : S_ISFIFO(status.st_mode) ? "pipe"
                                  : "device");
}

InputFile::~InputFile() { ::close(descriptor_); }

std::size_t InputFile::read_at(std::uint64_t offset, void* destination, std::size_t size) const {
  if (offset > static_cast<std::uint64_t>(std::numeric_limits<off_t>::max()) - size) return 0;
  std::size_t done = 0;
  while (done < size) {
    const auto got =
        ::pread(descriptor_, static_cast<char*>(destination) + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail_to_read(path_, errno);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

std::string InputFile::bytes_at(std::uint64_t offset, std::size_t size) const {
  std::string bytes(size, '\0');
  if (read_at(offset, bytes.data(), size) != size) fail(ErrorKind::kData, "it ends too early (truncated?)");
  return bytes;
}

}  // namespace largestep
