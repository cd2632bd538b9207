#pragma once

#include <c10/util/intrusive_ptr.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/exception.h"
#include "distributed/launch.h"
#include "distributed/while_waiting.h"

namespace c10d {
class Store;
}

namespace largestep {

/// Who a rank is, for people.
struct RankName {
  std::string host;
  std::int64_t process = 0;
};

/// Where the processes of a run meet: a c10d store that rank 0's process (or the launcher) serves. Texts pass through
/// it before there are collectives, and the reasons why a rank ended after there are none. Every wait ends within the
/// timeout, or as soon as another rank says that it ended.
class Meeting {
 public:
  /// @param store  shared by all ranks, which use it one thread at a time each
  Meeting(c10::intrusive_ptr<c10d::Store> store, const Launch& launch, std::chrono::seconds timeout);

  /// Opens the store of a launch, within the timeout.
  /// @throws Error{kInvalidArgument} if the port is in use; Error{kLostRank} if rank 0 can't be reached, or when
  /// meanwhile.is_over().
  static std::shared_ptr<Meeting> open(const Launch& launch, std::chrono::seconds timeout,
                                       const WhileWaiting& meanwhile = {});
  /// Waits for all ranks. Rank 0 says after two seconds whom it waits for.
  /// @throws Error{kInvalidArgument} if two processes have the same rank, or not all the same size; Error{kLostRank}
  /// naming the ranks that did not come within the timeout, or when meanwhile.is_over().
  void meet(const WhileWaiting& meanwhile = {});

  /// The texts of all ranks at rank 0; nothing at the others. Each name is used once.
  /// @throws Error with the reason of a rank that ended; Error{kLostRank} at rank 0 naming those that sent none in
  /// time.
  std::vector<std::string> gather(const std::string& name, const std::string& text);
  /// Rank 0's text, at every rank.
  /// @throws Error with the reason of a rank that ended; Error{kLostRank} if rank 0 says nothing in time.
  std::string tell_all(const std::string& name, const std::string& text);

  /// Says to the others that this rank ends, and why, unless it ends because another did. Rank 0 stays until those
  /// that came have heard it, but not long.
  void say_ended(const Error& reason) noexcept;
  /// Whether some rank has said that it ended, or that it misses another.
  bool is_troubled();
  /// Finds out together with the others who is missing.
  /// @param evidence  what this rank saw, for the case that all are there
  /// @return the Error to end with: that of the rank that ended first, or kLostRank naming those that do not answer.
  Error who_is_missing(const std::string& evidence);

  int rank() const { return launch_.rank; }
  int size() const { return launch_.size; }
  const std::vector<RankName>& names() const { return names_; }
  std::chrono::seconds timeout() const { return timeout_; }
  const c10::intrusive_ptr<c10d::Store>& store() const { return store_; }
  const Launch& launch() const { return launch_; }
  /// "rank 2 (process 4711 on host-b)".
  std::string describe(int rank) const;

 private:
  using Seconds = std::chrono::duration<double>;

  void set(const std::string& key, const std::string& text);
  /// The text of a key that is there; nothing if the store can't be reached any more.
  std::optional<std::string> try_get(const std::string& key);
  /// The same. @throws Error{kLostRank}
  std::string get(const std::string& key);
  [[noreturn]] void fail_unreachable() const;
  /// Whether the key is there within the time; asked again and again.
  bool wait_for(const std::string& key, Seconds at_most);
  /// The same, but throws the reason if a rank ended meanwhile, or kLostRank with `otherwise` after the timeout.
  std::string await(const std::string& key, const std::string& otherwise);
  /// Runs an action on the store, which hangs if the network is cut; false if it took too long or failed.
  bool try_within(Seconds at_most, std::function<void(c10d::Store&)> action);
  std::string key(const std::string& name, int rank) const;
  std::optional<Error> first_ended();
  void throw_if_ended();
  void confirm();
  /// The other ranks that have not set their key of that name.
  std::vector<std::string> ranks_without(const std::string& name);
  std::string waiting_for(const std::vector<std::string>& missing) const;
  Error judge(const std::string& evidence);
  void stay_until_heard(std::int64_t others);

  c10::intrusive_ptr<c10d::Store> store_;
  Launch launch_;
  std::chrono::seconds timeout_;
  std::vector<RankName> names_;
  std::function<void()> while_waiting_ = [] {};  ///< called again and again while other ranks are waited for
  bool reachable_ = true;
  bool is_over_ = false;  ///< some rank has ended, and this one knows
};

}  // namespace largestep
