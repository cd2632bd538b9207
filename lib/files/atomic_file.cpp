#include "files/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <random>
#include <system_error>

#include "core/error.h"
#include "files/input_file.h"

namespace largestep {
namespace {

[[noreturn]] void fail_to_write(const std::filesystem::path& path, int error) {
  fail(ErrorKind::kWrite, "could not write {}: {}", path.string(), std::strerror(error));
}

void write_all(int descriptor, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_to_write(path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void flush_to_disk(const std::filesystem::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) fail_to_write(path, errno);
  const int result = ::fsync(descriptor);
  const int error = errno;
  ::close(descriptor);
  // Some file systems have no fsync for directories (EINVAL); the rename is then as safe as it gets.
  if (result != 0 && error != EINVAL) fail_to_write(path, error);
}

/// What follows the number in the name of a temporary file.
constexpr std::string_view kTemporaryMark = ".tmp";

std::filesystem::path parent_or_here(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

void write_and_close(int descriptor, std::string_view bytes, const std::filesystem::path& path) {
  try {
    write_all(descriptor, bytes, path);
  } catch (...) {
    ::close(descriptor);
    throw;
  }
  if (::close(descriptor) != 0) fail_to_write(path, errno);
}

/// A number that no other writer has, on this machine or another that writes to the same directory.
std::uint64_t number_of_its_own() {
  std::random_device random;
  return std::uint64_t{random()} << 32 | random();
}

/// ".STEM.NUMBER.tmp" or ".STEM.NUMBER.tmp.EXTENSION".
bool is_temporary_name(std::string_view name) {
  const auto mark = name.rfind(kTemporaryMark);
  if (!name.starts_with('.') || mark == std::string_view::npos) return false;
  const auto after = name.substr(mark + kTemporaryMark.size());
  if (!after.empty() && after.front() != '.') return false;
  const auto dot = name.substr(0, mark).rfind('.');
  const auto number = name.substr(dot + 1, mark - dot - 1);
  return dot > 0 && !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_open_as(const std::filesystem::path& path, int descriptor) {
  struct stat at_path {};
  struct stat open {};
  return ::stat(path.c_str(), &at_path) == 0 && ::fstat(descriptor, &open) == 0 && at_path.st_dev == open.st_dev &&
         at_path.st_ino == open.st_ino;
}

/// Where a path leads that may be a link, to something that need not be there.
std::filesystem::path end_of_links(std::filesystem::path path) {
  constexpr int kMostLinks = 40;  // as many as Linux follows
  std::error_code error;
  for (int i = 0; i < kMostLinks && std::filesystem::is_symlink(path, error); ++i) {
    path = path.parent_path() / std::filesystem::read_symlink(path, error);
  }
  return path;
}

}  // namespace

void write_file_atomically(const std::filesystem::path& path,
                           const std::function<void(const std::filesystem::path& temporary)>& write) {
  const auto temporary = parent_or_here(path) / fmt::format(".{}.{}{}{}", path.stem().string(), number_of_its_own(),
                                                            kTemporaryMark, path.extension().string());
  try {
    write(temporary);
    flush_to_disk(temporary, O_RDWR);
    std::error_code error;
    std::filesystem::rename(temporary, path, error);
    if (error) fail_to_write(path, error.value());
    flush_to_disk(parent_or_here(path), O_RDONLY | O_DIRECTORY);
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    throw;
  }
}

void write_file_atomically(const std::filesystem::path& path, std::string_view bytes) {
  write_file_atomically(path, [&](const std::filesystem::path& temporary) {
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor < 0) fail_to_write(path, errno);
    write_and_close(descriptor, bytes, path);
  });
}

void write_output(const std::filesystem::path& path, std::string_view bytes) {
  std::error_code error;
  // "/dev/stdout", and whatever else is open as it: another file in its place would lose what it holds, and opening it
  // anew would write over that.
  for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) {
    if (!is_open_as(path, descriptor)) continue;
    std::fflush(descriptor == STDOUT_FILENO ? stdout : stderr);
    return write_all(descriptor, bytes, path);
  }
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::is_regular_file(status) || !std::filesystem::exists(status)) {
    return write_file_atomically(end_of_links(path), bytes);
  }
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) fail_to_write(path, errno);
  write_and_close(descriptor, bytes, path);
}

void remove_stale_temporaries(const std::filesystem::path& directory) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    std::error_code ignored;
    if (entry.is_regular_file(ignored) && is_temporary_name(entry.path().filename().string())) {
      std::filesystem::remove(entry.path(), ignored);
    }
  }
}

std::string read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const InputFile file(path);
  if (file.size() > max_bytes) {
    fail(ErrorKind::kData, "{} is {} bytes long, more than the {} that make sense here", path.string(), file.size(),
         max_bytes);
  }
  std::string bytes(static_cast<std::size_t>(file.size()), '\0');
  bytes.resize(file.read_at(0, bytes.data(), bytes.size()));
  return bytes;
}

void create_directories(const std::filesystem::path& path) {
  std::error_code error;
  const bool created = std::filesystem::create_directories(path, error);
  if (error) fail(ErrorKind::kWrite, "could not create the directory {}: {}", path.string(), error.message());
  if (created) flush_to_disk(parent_or_here(path), O_RDONLY | O_DIRECTORY);
}

AppendFile::AppendFile(std::filesystem::path path) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail_to_write(path_, errno);
}

AppendFile::~AppendFile() { ::close(descriptor_); }

void AppendFile::append(std::string_view text) {
  const auto before = size();
  try {
    write_all(descriptor_, text, path_);
  } catch (...) {
    // Part of it may be there, on a full disk. Whether taking it back works or not, the error is the one to report.
    [[maybe_unused]] const int result = ::ftruncate(descriptor_, static_cast<off_t>(before));
    throw;
  }
}

void AppendFile::sync() {
  // EINVAL: a device or pipe, which has no disk to reach.
  if (::fsync(descriptor_) != 0 && errno != EINVAL) fail_to_write(path_, errno);
}

void AppendFile::cut(std::uint64_t bytes) {
  if (::ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0) fail_to_write(path_, errno);
  sync();
}

std::size_t AppendFile::size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) fail_to_write(path_, errno);
  return static_cast<std::size_t>(status.st_size);
}

}  // namespace largestep
