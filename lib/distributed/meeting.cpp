#include "distributed/meeting.h"

#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <future>
#include <sstream>
#include <thread>
#include <torch/csrc/distributed/c10d/Store.hpp>
#include <utility>

#include "core/error.h"
#include "core/host_name.h"
#include "distributed/store.h"

namespace largestep {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kBetweenLooks(50);
constexpr std::chrono::seconds kSilence(2);        ///< before rank 0 says whom it waits for
constexpr std::chrono::seconds kHearing(2);        ///< for a short text to reach whoever is there
constexpr std::chrono::seconds kLongestGrace(10);  ///< for ranks at work to notice that something is wrong

constexpr const char* kTrouble = "trouble";
constexpr const char* kEnded = "ended";
constexpr const char* kVerdict = "verdict";
constexpr const char* kHeard = "heard";
constexpr const char* kHello = "hello";
constexpr const char* kNoticed = "noticed";
constexpr const char* kYes = "1";

/// An Error as a text, and back.
std::string pack(const Error& error) { return fmt::format("{}\n{}", static_cast<int>(error.kind()), error.what()); }
Error unpack(const std::string& text) {
  const auto end = text.find('\n');
  if (end != std::string::npos) {
    const auto kind = text.substr(0, end);
    for (int known = 0; known <= static_cast<int>(ErrorKind::kLostRank); ++known) {
      if (kind == std::to_string(known)) return {static_cast<ErrorKind>(known), text.substr(end + 1)};
    }
  }
  return {ErrorKind::kLostRank, "another process ended and gave a reason that can't be read"};
}

/// Lines of a process's number and its host.
std::vector<RankName> read_names(const std::string& text) {
  std::vector<RankName> names;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    RankName name;
    std::istringstream words(line);
    if (words >> name.process && std::getline(words >> std::ws, name.host)) names.push_back(name);
  }
  return names;
}

std::string ranks_text(const std::vector<std::string>& ranks, const std::string& verb, const std::string& verbs) {
  return fmt::format("{} {}", fmt::join(ranks, ", "), ranks.size() == 1 ? verb : verbs);
}

}  // namespace

Meeting::Meeting(c10::intrusive_ptr<c10d::Store> store, const Launch& launch, std::chrono::seconds timeout)
    : store_(std::move(store)), launch_(launch), timeout_(timeout) {}

std::shared_ptr<Meeting> Meeting::open(const Launch& launch, std::chrono::seconds timeout,
                                       const WhileWaiting& meanwhile) {
  return std::make_shared<Meeting>(open_store(launch, timeout, meanwhile), launch, timeout);
}

std::string Meeting::key(const std::string& name, int rank) const { return fmt::format("{}/{}", name, rank); }

std::string Meeting::describe(int rank) const {
  if (names_.empty()) return fmt::format("rank {}", rank);
  const auto& name = names_.at(static_cast<std::size_t>(rank));
  return fmt::format("rank {} (process {} on {})", rank, name.process, name.host);
}

bool Meeting::try_within(Seconds at_most, std::function<void(c10d::Store&)> action) {
  if (!reachable_) return false;
  auto done = std::make_shared<std::promise<void>>();
  auto outcome = done->get_future();
  // A thread of its own, left behind if it hangs: the store's sockets know no time limits, and a cut network is silent.
  std::thread([store = store_, action = std::move(action), done] {
    try {
      action(*store);
      done->set_value();
    } catch (...) {
      done->set_exception(std::current_exception());
    }
  }).detach();
  reachable_ = outcome.wait_for(at_most) == std::future_status::ready;
  if (!reachable_) return false;
  try {
    outcome.get();
  } catch (const std::exception&) {
    reachable_ = false;
  }
  return reachable_;
}

void Meeting::set(const std::string& key, const std::string& text) {
  try_within(timeout_, [key, text](c10d::Store& store) { store.set(key, bytes(text)); });
}

std::optional<std::string> Meeting::try_get(const std::string& key) {
  const auto text = std::make_shared<std::string>();
  const bool came = try_within(timeout_, [key, text](c10d::Store& store) {
    const auto value = store.get(key);
    text->assign(value.begin(), value.end());
  });
  return came ? std::optional(*text) : std::nullopt;
}

std::string Meeting::get(const std::string& key) {
  const auto text = try_get(key);
  if (!text) fail_unreachable();
  return *text;
}

void Meeting::fail_unreachable() const {
  fail(ErrorKind::kLostRank, "{} is lost or can't be reached",
       rank() == 0 ? "the store where the processes meet" : describe(0));
}

bool Meeting::wait_for(const std::string& key, Seconds at_most) {
  const auto until = Clock::now() + at_most;
  const auto there = std::make_shared<bool>(false);
  while (true) {
    if (!try_within(timeout_, [key, there](c10d::Store& store) { *there = store.check({key}); })) return false;
    if (*there || Clock::now() >= until) return *there;
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

std::string Meeting::await(const std::string& key, const std::string& otherwise) {
  const auto until = Clock::now() + timeout_ + kLongestGrace;  // rank 0 itself waits for others, and then speaks
  while (!wait_for(key, kBetweenLooks * 4)) {
    if (!reachable_) fail_unreachable();
    throw_if_ended();
    while_waiting_();
    if (Clock::now() >= until) throw Error(ErrorKind::kLostRank, otherwise);
  }
  return get(key);
}

void Meeting::meet(const WhileWaiting& meanwhile) {
  const auto count = std::make_shared<std::int64_t>(0);
  try_within(timeout_, [key = key("count", rank()), count](c10d::Store& store) { *count = store.add(key, 1); });
  if (*count > 1) {
    fail(ErrorKind::kInvalidArgument,
         "another process is rank {} already: each needs its own RANK, and each run its own MASTER_PORT", rank());
  }
  while_waiting_ = [this, meanwhile, has_said = rank() != 0, since = Clock::now()]() mutable {
    if (meanwhile.is_over()) fail(ErrorKind::kLostRank, "{}", kStoppedWaiting);
    if (has_said || Clock::now() < since + kSilence) return;
    has_said = true;
    const auto missing = ranks_without(kHello);
    if (!missing.empty()) meanwhile.say(waiting_for(missing));
  };
  const auto hello = gather(kHello, fmt::format("{} {}", getpid(), host_name()));
  const auto names = read_names(tell_all("names", fmt::format("{}\n", fmt::join(hello, "\n"))));
  while_waiting_ = [] {};
  if (names.size() != static_cast<std::size_t>(size())) {
    fail(ErrorKind::kInvalidArgument,
         "{} has named {} processes, but {} says here that there are {}: all need the same", describe(0), names.size(),
         launch_.told_by, size());
  }
  names_ = names;
}

std::string Meeting::waiting_for(const std::vector<std::string>& missing) const {
  constexpr std::size_t kMostNamed = 8;
  const auto named = missing.size() <= kMostNamed ? fmt::format(" ({})", fmt::join(missing, ", ")) : "";
  return fmt::format(
      "waiting for {} of {} processes{}, at most {} s; {} says that there are {}: to train in this one alone, start it "
      "with RANK=0 WORLD_SIZE=1",
      missing.size(), size(), named, timeout_.count(), launch_.told_by, size());
}

std::vector<std::string> Meeting::gather(const std::string& name, const std::string& text) {
  set(key(name, rank()), text);
  if (rank() != 0) return {};
  std::vector<std::string> texts;
  std::vector<std::string> missing;
  const auto until = Clock::now() + timeout_;
  for (int other = 0; other < size(); ++other) {
    while (!wait_for(key(name, other), kBetweenLooks * 4) && Clock::now() < until) {
      if (!reachable_) fail_unreachable();
      throw_if_ended();
      while_waiting_();
    }
    if (wait_for(key(name, other), Seconds(0))) {
      texts.push_back(get(key(name, other)));
    } else {
      missing.push_back(describe(other));
    }
  }
  if (missing.empty()) return texts;
  throw Error(ErrorKind::kLostRank, fmt::format("of {} processes, {} within {} s", size(),
                                                ranks_text(missing, "did not come", "did not come"), timeout_.count()));
}

std::string Meeting::tell_all(const std::string& name, const std::string& text) {
  if (rank() == 0) set(name, text);
  return await(name, fmt::format("nothing was heard from {} within {} s", describe(0), timeout_.count()));
}

std::optional<Error> Meeting::first_ended() {
  if (!wait_for(kEnded, Seconds(0))) return std::nullopt;
  const auto reason = try_get(kEnded);
  return reason ? std::optional(unpack(*reason)) : std::nullopt;
}

void Meeting::throw_if_ended() {
  const auto error = first_ended();
  if (!error) return;
  confirm();
  throw *error;
}

/// Lets rank 0 know that its word, or another's last one, was heard here.
void Meeting::confirm() {
  is_over_ = true;
  try_within(kHearing, [](c10d::Store& store) { store.add(kHeard, 1); });
}

void Meeting::say_ended(const Error& reason) noexcept {
  if (std::exchange(is_over_, true)) return;
  try {
    const Error report(reason.kind(), fmt::format("{} ended: {}", describe(rank()), reason.what()));
    try_within(kHearing, [text = pack(report)](c10d::Store& store) {
      if (!store.check({kEnded})) store.set(kEnded, bytes(text));
      store.set(kTrouble, bytes(kYes));
    });
    if (rank() == 0) stay_until_heard(size() - 1 - static_cast<std::int64_t>(ranks_without(kHello).size()));
  } catch (...) {
    // The reason itself is what matters; the others will miss this rank.
  }
}

bool Meeting::is_troubled() {
  const auto there = std::make_shared<bool>(false);
  return try_within(timeout_, [there](c10d::Store& store) { *there = store.check({kTrouble}); }) && *there;
}

Error Meeting::who_is_missing(const std::string& evidence) {
  try_within(kHearing, [noticed = key(kNoticed, rank())](c10d::Store& store) {
    store.set(noticed, bytes(kYes));
    store.set(kTrouble, bytes(kYes));
  });
  if (rank() == 0) return judge(evidence);
  const auto grace = std::min(kLongestGrace, timeout_);
  const auto verdict = wait_for(kVerdict, grace + 2 * kHearing) ? try_get(kVerdict) : std::nullopt;
  if (!verdict) {
    return {ErrorKind::kLostRank, fmt::format("{} is lost or can't be reached: {}", describe(0), evidence)};
  }
  confirm();
  return unpack(*verdict);
}

std::vector<std::string> Meeting::ranks_without(const std::string& name) {
  std::vector<std::string> missing;
  for (int other = 1; other < size(); ++other) {
    if (!wait_for(key(name, other), Seconds(0))) missing.push_back(describe(other));
  }
  return missing;
}

/// Rank 0 waits for the others to notice, says who does not answer, and stays until they have heard.
Error Meeting::judge(const std::string& evidence) {
  is_over_ = true;
  const auto until = Clock::now() + std::min(kLongestGrace, timeout_);
  auto ended = first_ended();
  auto missing = ranks_without(kNoticed);
  while (!ended && !missing.empty() && Clock::now() < until) {
    std::this_thread::sleep_for(kBetweenLooks);
    ended = first_ended();
    missing = ranks_without(kNoticed);
  }
  const auto lost = missing.empty() ? "the processes lost their connections: " + evidence
                                    : fmt::format("{}: {}", ranks_text(missing, "is lost", "are lost"), evidence);
  const auto verdict = ended.value_or(Error(ErrorKind::kLostRank, lost));
  set(kVerdict, pack(verdict));
  stay_until_heard(ended ? size() - 2 : size() - 1 - static_cast<std::int64_t>(missing.size()));
  return verdict;
}

/// Keeps the store open until so many others have what they need from it, but not forever.
void Meeting::stay_until_heard(std::int64_t others) {
  const auto heard = std::make_shared<std::int64_t>(0);
  for (const auto leave = Clock::now() + std::min(kLongestGrace, timeout_); Clock::now() < leave;) {
    if (!try_within(kHearing, [heard](c10d::Store& store) { *heard = store.add(kHeard, 0); })) return;
    if (*heard >= others) return;
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

}  // namespace largestep
