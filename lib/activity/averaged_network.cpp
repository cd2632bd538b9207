#include "activity/averaged_network.h"

#include <torch/nn/modules/batchnorm.h>

#include "core/error.h"
#include "data/augment.h"
#include "device/send.h"

namespace largestep {
namespace {

/// Makes every BatchNorm accumulate the plain mean of its batch statistics, from none; then puts its momentum back.
class CumulativeStatisticsScope {
 public:
  explicit CumulativeStatisticsScope(TappedNetwork& network) : network_(network), was_training_(network.is_training()) {
    for (const auto& module : network.modules()) {
      auto* norm = module->as<torch::nn::BatchNorm2d>();
      if (norm == nullptr) continue;
      norms_.emplace_back(norm, norm->options.momentum());
      norm->reset_running_stats();
      norm->options.momentum(c10::nullopt);
    }
    network.train();
  }
  ~CumulativeStatisticsScope() {
    for (auto& [norm, momentum] : norms_) norm->options.momentum(momentum);
    network_.train(was_training_);
  }
  CumulativeStatisticsScope(const CumulativeStatisticsScope&) = delete;
  CumulativeStatisticsScope& operator=(const CumulativeStatisticsScope&) = delete;

 private:
  TappedNetwork& network_;
  bool was_training_;
  std::vector<std::pair<torch::nn::BatchNorm2dImpl*, c10::optional<double>>> norms_;
};

/// Makes each rank's statistics, means over so many batches, the means over the batches of all.
void mean_statistics(TappedNetwork& network, Ranks& ranks, std::int64_t batches) {
  std::vector<double> all{static_cast<double>(batches)};
  ranks.all_reduce(all);
  for (const auto& module : network.modules()) {
    auto* norm = module->as<torch::nn::BatchNorm2d>();
    if (norm == nullptr) continue;
    for (const auto& statistic : {norm->running_mean, norm->running_var}) {
      statistic.mul_(static_cast<double>(batches) / all.front());
      ranks.all_reduce(statistic);
    }
  }
}

}  // namespace

void estimate_batch_norm_statistics(TappedNetwork& network, const at::Tensor& images, const InferenceOptions& options) {
  const torch::NoGradGuard no_grad;
  const CumulativeStatisticsScope cumulative(network);
  const AutocastScope autocast(options.device, options.precision);
  const auto count = images.size(0);
  const auto batch_size = std::min(options.batch_size, count);
  const auto batches = part_of(count / batch_size, options);
  for (auto batch = batches.first; batch < batches.first + batches.count; ++batch) {
    if (options.interrupted && options.interrupted()) return;
    const auto from = batch * batch_size;
    network.forward(send(make_batch(images, torch::arange(from, from + batch_size), {}), options.device));
  }
  if (options.ranks != nullptr) mean_statistics(network, *options.ranks, batches.count);
}

void load_average(TappedNetwork& network, const NamedTensors& average, const at::Tensor& images,
                  const InferenceOptions& options) {
  const torch::NoGradGuard no_grad;
  auto parameters = network.named_parameters();
  if (parameters.size() != average.size()) {
    fail(ErrorKind::kData, "the weight average has {} tensors, but the network has {} parameters", average.size(),
         parameters.size());
  }
  for (const auto& [name, tensor] : average) {
    auto* parameter = parameters.find(name);
    if (parameter == nullptr || parameter->sizes() != tensor.sizes()) {
      fail(ErrorKind::kData, "the weight average's {} does not fit the network", name);
    }
    parameter->copy_(tensor);
  }
  estimate_batch_norm_statistics(network, images, options);
}

}  // namespace largestep
