#include "session/agreement.h"

#include <torch/version.h>

#include <sstream>

#include "core/error.h"
#include "core/version.h"
#include "settings/settings_toml.h"

namespace largestep {
namespace {

/// What must be the same at every rank, one thing a line.
std::string description(Settings settings, const Problem& problem) {
  settings.data.clear();
  settings.threads = 0;
  settings.quiet = false;
  settings.log_json = false;
  return fmt::format("version {} ({}), LibTorch {}\n{}{}", version(), git_commit(), TORCH_VERSION,
                     settings_to_toml(settings), problem.fingerprint());
}

/// The first lines that differ, "" and "" if none do.
std::pair<std::string, std::string> first_difference(const std::string& one, const std::string& other) {
  std::istringstream lines(one);
  std::istringstream other_lines(other);
  for (std::string line, other_line; std::getline(lines, line);) {
    std::getline(other_lines, other_line);
    if (line != other_line) return {line, other_line};
  }
  return {};
}

}  // namespace

void check_agreement(Meeting& meeting, const Settings& settings, const Problem& problem) {
  const auto all = meeting.gather("settings", description(settings, problem));
  for (std::size_t rank = 1; rank < all.size(); ++rank) {
    const auto [first, other] = first_difference(all[0], all[rank]);
    if (first == other) continue;
    fail(ErrorKind::kInvalidArgument, "the processes were not started alike: rank 0 has {}, but {} has {}", first,
         meeting.describe(static_cast<int>(rank)), other);
  }
  meeting.tell_all("agreed", "yes");
}

}  // namespace largestep
