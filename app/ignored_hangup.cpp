#include "app/ignored_hangup.h"

#include <csignal>

namespace largestep {
namespace {

bool was_ignored = false;

void look_at_hangup(int, char**, char**) {
  struct sigaction action {};
  was_ignored = sigaction(SIGHUP, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

/// What a program has in this section is called before the initialisers of its shared libraries.
[[gnu::section(".preinit_array"), gnu::used]] void (*before_libraries)(int, char**, char**) = look_at_hangup;

}  // namespace

void keep_ignored_hangup() {
  if (was_ignored) std::signal(SIGHUP, SIG_IGN);
}

}  // namespace largestep
