#include "train/block_watch.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

namespace largestep {
namespace {

constexpr const char* kLastBlock = "pooled";

bool has_last_block(const torch::nn::Module& network) {
  const auto names = tap_names(network);
  return std::find(names.begin(), names.end(), kLastBlock) != names.end();
}

}  // namespace

BlockWatch::BlockWatch(torch::nn::Module& network, const ProgressBar& bar, const StepRecorder& recorder)
    : network_(network), bar_(bar), recorder_(recorder), has_tap_(has_last_block(network)) {}

void BlockWatch::on_step_begin(const Progress&) {
  if (!has_tap_ || !recorder_.reads_next() || !bar_.shows_next()) return;
  subscription_ = subscribe(network_, kLastBlock, [this](const std::string&, const at::Tensor& activations) {
    share_ = activations.gt(0).to(at::kFloat).mean();
  });
}

Verdict BlockWatch::on_step(const StepEvent&) {
  subscription_.detach();
  return Verdict::kContinue;
}

double BlockWatch::active_fraction() const { return share_.defined() ? share_.item<double>() : std::nan(""); }

}  // namespace largestep
