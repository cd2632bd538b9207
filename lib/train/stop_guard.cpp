#include "train/stop_guard.h"

#include <algorithm>

#include "train/stop_signal.h"

namespace largestep {

int agreed_stop(Ranks& ranks) {
  const auto received = ranks.all_gather(StopSignal::received());
  return static_cast<int>(*std::max_element(received.begin(), received.end()));
}

Verdict StopGuard::on_start(const StepEvent&) { return agreed_stop(ranks_) != 0 ? Verdict::kStop : Verdict::kContinue; }

Verdict StopGuard::on_step(const StepEvent&) {
  const bool stop = parallel_ != nullptr ? parallel_->stop_is_agreed() : StopSignal::received() != 0;
  return stop ? Verdict::kStop : Verdict::kContinue;
}

}  // namespace largestep
