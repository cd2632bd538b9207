#include "distributed/meeting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <torch/csrc/distributed/c10d/HashStore.hpp>

#include "distributed/store.h"
#include "expect_error.h"

namespace largestep {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Fails to say what it has, as when rank 0 dies between two questions.
class DyingStore final : public c10d::HashStore {
 public:
  std::vector<std::uint8_t> get(const std::string& key) override {
    if (is_dead) throw std::runtime_error("connection reset by peer");
    return HashStore::get(key);
  }

  std::atomic<bool> is_dead{false};
};

class MeetingTest : public testing::Test {
 protected:
  std::shared_ptr<Meeting> meeting(int rank, int size, int seconds = 20) const {
    return std::make_shared<Meeting>(store_, Launch{.rank = rank, .size = size}, std::chrono::seconds(seconds));
  }
  /// Both ranks of a meeting of two that have met.
  std::pair<std::shared_ptr<Meeting>, std::shared_ptr<Meeting>> two() const {
    auto first = meeting(0, 2, 2);
    auto second = meeting(1, 2, 2);
    auto met = std::async([&] { first->meet(); });
    second->meet();
    met.get();
    return {first, second};
  }

  c10::intrusive_ptr<DyingStore> store_ = c10::make_intrusive<DyingStore>();
};

TEST_F(MeetingTest, NamesTheRanksThatDoNotCome) {
  expect_error(ErrorKind::kLostRank, {"of 3 processes, rank 1, rank 2 did not come within 1 s"},
               [&] { meeting(0, 3, 1)->meet(); });
}

TEST_F(MeetingTest, RankZeroSaysOnceWhomItWaitsFor) {
  std::vector<std::string> said;
  auto third = std::async([&] { expect_error(ErrorKind::kLostRank, {}, [&] { meeting(2, 3, 3)->meet(); }); });
  expect_error(ErrorKind::kLostRank, {"rank 1 did not come"},
               [&] { meeting(0, 3, 3)->meet({.say = [&](const std::string& what) { said.push_back(what); }}); });
  third.get();
  EXPECT_THAT(said, testing::ElementsAre(AllOf(HasSubstr("waiting for 1 of 3 processes (rank 1), at most 3 s"),
                                               HasSubstr("WORLD_SIZE says that there are 3"))));
}

TEST_F(MeetingTest, AWaitThatIsOverEnds) {
  const auto started = std::chrono::steady_clock::now();
  expect_error(ErrorKind::kLostRank, {"stopped while it waited"},
               [&] { meeting(0, 2)->meet({.is_over = [] { return true; }}); });
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(10));
}

TEST_F(MeetingTest, RefusesASecondProcessOfARank) {
  const auto [first, second] = two();
  expect_error(ErrorKind::kInvalidArgument, {"another process is rank 1 already"}, [&] { meeting(1, 2)->meet(); });
}

TEST_F(MeetingTest, GathersTextsAtRankZeroAndTellsAll) {
  const auto [first, second] = two();
  auto gathered = std::async([&one = first] { return one->gather("colour", "red"); });
  EXPECT_THAT(second->gather("colour", "green\nblue"), testing::IsEmpty());
  EXPECT_THAT(gathered.get(), testing::ElementsAre("red", "green\nblue"));
  first->tell_all("verdict of taste", "both");
  EXPECT_EQ(second->tell_all("verdict of taste", ""), "both");
}

TEST_F(MeetingTest, WhoeverWaitsHearsWhyARankEnded) {
  const auto [first, second] = two();
  second->say_ended(Error(ErrorKind::kWrite, "the disk is full"));
  EXPECT_TRUE(first->is_troubled());
  expect_error(ErrorKind::kWrite, {"rank 1 (process ", " ended: the disk is full"},
               [&one = first] { one->gather("colour", "red"); });
}

TEST_F(MeetingTest, FindsOutWhoIsMissingWhenNobodySaysSo) {
  const auto [first, second] = two();
  const auto error = first->who_is_missing("its connection closed");
  EXPECT_EQ(error.kind(), ErrorKind::kLostRank);
  EXPECT_THAT(error.what(), HasSubstr("rank 1 (process "));
  EXPECT_THAT(error.what(), HasSubstr("is lost: its connection closed"));
  EXPECT_STREQ(second->who_is_missing("").what(), error.what());  // what rank 0 found is what all say
}

TEST_F(MeetingTest, RankZeroIsLostIfItDiesBeforeItsTextWasRead) {
  const auto [first, second] = two();
  first->tell_all("verdict of taste", "both");
  store_->is_dead = true;
  expect_error(ErrorKind::kLostRank, {"rank 0 (process ", "is lost or can't be reached"},
               [&other = second] { other->tell_all("verdict of taste", ""); });
}

TEST_F(MeetingTest, RankZeroIsLostIfItDiesBeforeItsVerdictWasRead) {
  const auto [first, second] = two();
  (void)first->who_is_missing("its connection closed");
  store_->is_dead = true;
  const auto error = second->who_is_missing("its connection closed");
  EXPECT_EQ(error.kind(), ErrorKind::kLostRank);
  EXPECT_THAT(error.what(), AllOf(HasSubstr("rank 0 (process "), HasSubstr("can't be reached: its connection closed")));
}

TEST_F(MeetingTest, ReasonsThatCantBeReadAreThoseOfALostRank) {
  for (const std::string bad : {"", "no line", "\nno kind", "x\na kind that is none", "17\nan unknown kind"}) {
    store_->set("ended", bytes(bad));
    expect_error(ErrorKind::kLostRank, {"gave a reason that can't be read"},
                 [&] { meeting(1, 2)->tell_all("verdict of taste", ""); });
  }
}

TEST_F(MeetingTest, RefusesAProcessThatCountsOthersThanRankZero) {
  const auto [first, second] = two();
  expect_error(ErrorKind::kInvalidArgument, {"rank 0 has named 2 processes", "that there are 3"},
               [&] { meeting(2, 3)->meet(); });
}

}  // namespace
}  // namespace largestep
