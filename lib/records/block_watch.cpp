#include "records/block_watch.h"

#include <torch/types.h>

#include <cmath>

namespace largestep {

BlockWatch::BlockWatch(TappedNetwork& network, const ProgressBar& bar, const StepRecorder& recorder)
    : network_(network), bar_(bar), recorder_(recorder), block_(network.blocks().back()) {}

void BlockWatch::on_step_begin(const Progress&) {
  if (!recorder_.reads_next() || !bar_.shows_next()) return;
  subscription_ = subscribe(network_, block_.tap, [this](const std::string&, const at::Tensor& activations) {
    share_ = activations.gt(0).to(at::kFloat).mean();
  });
}

Verdict BlockWatch::on_step(const StepEvent&) {
  subscription_.detach();
  return Verdict::kContinue;
}

double BlockWatch::active_fraction() const { return share_.defined() ? share_.item<double>() : std::nan(""); }

}  // namespace largestep
