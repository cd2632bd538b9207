#include "experiment/child_process.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "core/error.h"

namespace largestep {
namespace {

constexpr off_t kMostErrors = off_t{1} << 16;
constexpr int kNotStarted = 127;

/// While it lives, no signal is delivered: none gets lost in a new process before that is another program.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &previous_);
  }
  ~BlockedSignals() { restore(); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;
  void restore() const { sigprocmask(SIG_SETMASK, &previous_, nullptr); }

 private:
  sigset_t previous_{};
};

/// Handlers of this program mean nothing in another; what is ignored (nohup) stays ignored.
void reset_handlers() {
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action {};
    if (sigaction(number, nullptr, &action) == 0 && action.sa_handler != SIG_IGN) std::signal(number, SIG_DFL);
  }
}

/// In the new process, where only what is safe in a signal handler may be called.
[[noreturn]] void become(const char* program, char* const* arguments, int errors, bool shows_output, pid_t parent,
                         const BlockedSignals& blocked) {
  setpgid(0, 0);
  reset_handlers();
  blocked.restore();
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(kNotStarted);  // it ended before the line above
  if (!shows_output) {
    const int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0) dup2(nowhere, STDOUT_FILENO);
  }
  dup2(errors, STDERR_FILENO);
  execv(program, arguments);
  _exit(kNotStarted);
}

std::string end_of(int file) {
  const auto size = lseek(file, 0, SEEK_END);
  const auto length = std::clamp<off_t>(size, 0, kMostErrors);
  std::string text(static_cast<std::size_t>(length), '\0');
  const auto read = pread(file, text.data(), text.size(), size - length);
  text.resize(read > 0 ? static_cast<std::size_t>(read) : 0);
  return text;
}

}  // namespace

ChildProcess::ChildProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                           bool shows_output) {
  const auto path = program.string();
  std::vector<std::string> words{"largestep"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  errors_ = memfd_create("largestep-errors", MFD_CLOEXEC);
  if (errors_ < 0) fail(ErrorKind::kInternal, "no file in memory could be made: {}", std::strerror(errno));
  const auto parent = getpid();
  {
    const BlockedSignals blocked;
    process_ = fork();
    if (process_ == 0) become(path.c_str(), pointers.data(), errors_, shows_output, parent, blocked);
  }
  if (process_ < 0) {
    const int reason = errno;
    close(errors_);
    fail(ErrorKind::kInternal, "{} could not be started: {}", path, std::strerror(reason));
  }
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : process_(std::exchange(other.process_, 0)), errors_(std::exchange(other.errors_, -1)) {}

ChildProcess::~ChildProcess() {
  if (process_ > 0) {
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
  }
  if (errors_ >= 0) close(errors_);
}

void ChildProcess::send(int signal) const {
  if (process_ > 0) kill(process_, signal);
}

std::optional<ProcessEnd> ChildProcess::ended() {
  int status = 0;
  const auto found = waitpid(process_, &status, WNOHANG);
  if (found == 0 || (found < 0 && errno == EINTR)) return std::nullopt;
  process_ = 0;
  const bool was_killed = WIFSIGNALED(status);
  return ProcessEnd{.exit_code = was_killed ? 128 + WTERMSIG(status) : WEXITSTATUS(status),
                    .was_killed = was_killed,
                    .errors = end_of(errors_)};
}

}  // namespace largestep
