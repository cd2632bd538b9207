#include "loading/network_choice.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <iterator>

#include "core/error.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> kAverageWords{"ema", "swa", "avg", "average", "averaged"};
constexpr std::size_t kMostListedPlaces = 6;

/// Whether one of the words of "state_dict_ema", "swa_model.module." says average.
bool names_an_average(const std::string& place) {
  std::string word;
  for (const char letter : place + ".") {
    if (std::isalnum(static_cast<unsigned char>(letter)) != 0) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
      continue;
    }
    if (std::find(kAverageWords.begin(), kAverageWords.end(), word) != kAverageWords.end()) return true;
    word.clear();
  }
  return false;
}

std::string joined(const std::string& key, const std::string& prefix) {
  return key.empty() || prefix.empty() ? key + prefix : key + "." + prefix;
}

std::vector<NetworkCandidate> find_candidates(const std::vector<TensorGroup>& groups) {
  std::vector<NetworkCandidate> candidates;
  for (const auto& group : groups) {
    for (auto& found : find_networks(group.tensors)) {
      const auto place = joined(group.key, found.prefix);
      candidates.push_back(
          {place, place.substr(0, place.find('.')), std::move(found), group.obstacle, names_an_average(place)});
    }
  }
  return candidates;
}

/// Whether both are the very same tensors.
bool are_one(const NetworkCandidate& a, const NetworkCandidate& b) {
  return std::equal(a.found.state.begin(), a.found.state.end(), b.found.state.begin(), b.found.state.end(),
                    [](const auto& x, const auto& y) {
                      // A missing num_batches_tracked is added to each for itself.
                      return x.first == y.first && (x.second.data_ptr() == y.second.data_ptr() || x.second.dim() == 0);
                    });
}

void drop_repetitions(std::vector<NetworkCandidate>& candidates) {
  std::vector<NetworkCandidate> kept;
  for (auto& candidate : candidates) {
    const bool is_known = std::any_of(kept.begin(), kept.end(), [&](const auto& other) {
      return are_one(candidate, other) && candidate.is_average == other.is_average;
    });
    if (!is_known) kept.push_back(std::move(candidate));
  }
  candidates = std::move(kept);
}

std::string listed_places(const std::vector<NetworkCandidate>& candidates) {
  std::vector<std::string> places;
  for (const auto& candidate : candidates) places.push_back(candidate.place.empty() ? "(none)" : candidate.place);
  if (places.size() > kMostListedPlaces) places.resize(kMostListedPlaces);
  return fmt::format("{}", fmt::join(places, ", "));
}

/// The one of several that is meant. @throws Error{kData} if that can't be told.
const NetworkCandidate& choose(const std::vector<NetworkCandidate>& candidates, const fs::path& path) {
  if (candidates.size() == 1) return candidates.front();
  for (const auto key : kMainKeys) {
    const auto is_under = [&](const auto& candidate) { return candidate.key == key; };
    if (std::count_if(candidates.begin(), candidates.end(), is_under) == 1) {
      return *std::find_if(candidates.begin(), candidates.end(), is_under);
    }
  }
  fail(ErrorKind::kData,
       "{} holds several networks, under {}: write the one that is meant to a file of its own with "
       "`largestep export {} --key {} --out FILE`",
       path.string(), listed_places(candidates), path.string(), candidates.front().place);
}

std::string note_of(const NetworkCandidate& chosen, const std::vector<NetworkCandidate>& candidates,
                    const fs::path& path) {
  std::string note;
  if (candidates.size() > 1) {
    note = fmt::format("of the weights under {} in {}, those under {} are read", listed_places(candidates),
                       path.string(), chosen.place);
  }
  const auto& others = chosen.found.others;
  if (!others.empty()) {
    note += fmt::format(
        "{}{} of {} {} not used", note.empty() ? "" : "; ",
        fmt::join(others.begin(),
                  others.begin() + static_cast<std::ptrdiff_t>(std::min(others.size(), kMostListedPlaces)), ", "),
        path.string(), others.size() == 1 ? "is" : "are");
  }
  return note;
}

void keep_only(const std::string& key, std::vector<NetworkCandidate>& candidates, const fs::path& path) {
  const auto all = candidates;
  std::erase_if(candidates, [&](const auto& candidate) { return candidate.place != key && candidate.key != key; });
  if (candidates.empty()) {
    fail(ErrorKind::kInvalidArgument, "{} holds no network under {}{}", path.string(), key,
         all.empty() ? "" : ", but under " + listed_places(all));
  }
  for (auto& candidate : candidates) candidate.is_average = false;  // whatever it is, it was asked for
}

/// Splits off the averages: of these, the one that is meant.
std::vector<NetworkCandidate> take_averages(std::vector<NetworkCandidate>& candidates) {
  std::vector<NetworkCandidate> averages;
  std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(averages),
               [](const auto& candidate) { return candidate.is_average; });
  if (averages.size() < candidates.size()) {
    std::erase_if(candidates, [](const auto& candidate) { return candidate.is_average; });
  }
  return averages;
}

}  // namespace

std::optional<NetworkChoice> choose_network(const std::vector<TensorGroup>& groups, const std::string& key,
                                            const fs::path& path) {
  auto candidates = find_candidates(groups);
  if (!key.empty()) keep_only(key, candidates, path);
  if (candidates.empty()) return std::nullopt;
  drop_repetitions(candidates);
  const auto averages = take_averages(candidates);
  const auto& trained = choose(candidates, path);
  NetworkChoice choice{.trained = trained, .note = note_of(trained, candidates, path)};
  if (averages.size() == 1) choice.average = averages.front();
  return choice;
}

}  // namespace largestep
