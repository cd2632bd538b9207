#include "distributed/ranks.h"

#include <ATen/ops/tensor.h>
#include <torch/types.h>

#include <algorithm>

#include "core/error.h"
#include "distributed/backend.h"
#include "distributed/wait_for_work.h"

namespace largestep {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kBetweenTroubleChecks(1);

class NothingToWaitFor final : public Ranks::Pending {
 public:
  void wait() override {}
};

}  // namespace

/// The c10d backend, and what happens when it fails.
class Ranks::Connection {
 public:
  Connection(std::shared_ptr<Meeting> meeting, const c10::Device& device)
      : meeting_(std::move(meeting)), device_(device), backend_(connect()) {}

  ~Connection() {
    // After a failure the backend's threads may sit in a network that says nothing; the process ends without them.
    if (is_lost_) (void)backend_.release();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  const c10::Device& device() const { return device_; }

  c10::intrusive_ptr<c10d::Work> start_all_reduce(const at::Tensor& tensor) {
    std::vector<at::Tensor> tensors{tensor};
    return guarded([&] { return backend_->allreduce(tensors); });
  }

  c10::intrusive_ptr<c10d::Work> start_broadcast(const at::Tensor& tensor) {
    std::vector<at::Tensor> tensors{tensor};
    return guarded([&] { return backend_->broadcast(tensors); });
  }

  /// Waits for the work, the timeout at most; meanwhile listens for ranks that say they have ended.
  void wait(c10d::Work& work) {
    if (!device_.is_cpu()) {
      guarded([&] { return work.wait(); });
      return;
    }
    const auto until = Clock::now() + meeting_->timeout();
    while (true) {
      const auto state = wait_for_work(work, kBetweenTroubleChecks);
      if (state == WorkState::kDone) return;
      if (state == WorkState::kFailed) lost("its connection closed");
      if (Clock::now() >= until) lost(fmt::format("nothing came from it for {} s", meeting_->timeout().count()));
      if (meeting_->is_troubled()) lost("its connection closed");
    }
  }

 private:
  c10::intrusive_ptr<Backend> connect() const {
    const BackendPlace place{.store = meeting_->store(),
                             .rank = meeting_->rank(),
                             .size = meeting_->size(),
                             .timeout = meeting_->timeout(),
                             .address = meeting_->launch().address,
                             .port = meeting_->launch().port};
    if (!device_.is_cpu()) return make_nccl(place);
    try {
      return make_gloo(place);
    } catch (const Error&) {
      throw;
    } catch (const std::exception&) {
      throw meeting_->who_is_missing("no connection to it came about");
    }
  }

  template <typename Action>
  auto guarded(const Action& action) -> decltype(action()) {
    try {
      return action();
    } catch (const std::exception&) {
      lost("its connection closed");
    }
  }

  [[noreturn]] void lost(const std::string& evidence) {
    is_lost_ = true;
    throw meeting_->who_is_missing(evidence);
  }

  std::shared_ptr<Meeting> meeting_;
  c10::Device device_;
  c10::intrusive_ptr<Backend> backend_;
  bool is_lost_ = false;
};

Ranks::Ranks() = default;
Ranks::~Ranks() = default;
Ranks::Ranks(Ranks&&) noexcept = default;

Ranks::Ranks(std::shared_ptr<Meeting> meeting, const c10::Device& device)
    : meeting_(std::move(meeting)), connection_(std::make_unique<Connection>(meeting_, device)) {}

std::string Ranks::describe(int rank) const { return meeting_ ? meeting_->describe(rank) : "this process"; }

std::unique_ptr<Ranks::Pending> Ranks::start_all_reduce(const at::Tensor& tensor) {
  class Sum final : public Pending {
   public:
    Sum(Connection& connection, const at::Tensor& tensor)
        : connection_(connection), tensor_(tensor), work_(connection.start_all_reduce(tensor)) {}
    void wait() override { connection_.wait(*work_); }

   private:
    Connection& connection_;
    at::Tensor tensor_;
    c10::intrusive_ptr<c10d::Work> work_;
  };
  if (is_alone()) return std::make_unique<NothingToWaitFor>();
  return std::make_unique<Sum>(*connection_, tensor);
}

void Ranks::all_reduce(const at::Tensor& tensor) {
  if (is_alone()) return;
  const auto moved = tensor.to(connection_->device());
  connection_->wait(*connection_->start_all_reduce(moved));
  if (!moved.is_same(tensor)) tensor.copy_(moved);
}

void Ranks::all_reduce(std::vector<double>& numbers) {
  if (is_alone()) return;
  all_reduce(at::from_blob(numbers.data(), {static_cast<std::int64_t>(numbers.size())}, at::kDouble));
}

void Ranks::broadcast(const at::Tensor& tensor) {
  if (is_alone()) return;
  const auto sent = tensor.detach().to(connection_->device()).contiguous();
  connection_->wait(*connection_->start_broadcast(sent));
  if (!is_first()) tensor.detach().copy_(sent);
}

std::int64_t Ranks::broadcast(std::int64_t value) {
  const auto told = at::tensor(value, at::kLong);
  broadcast(told);
  return told.item<std::int64_t>();
}

std::vector<std::int64_t> Ranks::all_gather(std::int64_t value) {
  const auto values = torch::zeros({size()}, at::kLong);
  values[rank()] = value;
  all_reduce(values);
  return {values.data_ptr<std::int64_t>(), values.data_ptr<std::int64_t>() + size()};
}

bool Ranks::any(bool here) {
  const auto everywhere = all_gather(here ? 1 : 0);
  return std::any_of(everywhere.begin(), everywhere.end(), [](std::int64_t value) { return value != 0; });
}

Ranks::Part Ranks::part(std::int64_t n) const {
  const auto each = n / size();
  const auto more = n % size();
  const auto first = rank() * each + std::min<std::int64_t>(rank(), more);
  return {.first = first, .count = each + (rank() < more ? 1 : 0)};
}

void Ranks::say_ended(const Error& reason) noexcept {
  if (meeting_) meeting_->say_ended(reason);
}

}  // namespace largestep
