#include "measure/batch_loss.h"

#include <torch/autograd.h>
#include <torch/nn/functional/loss.h>
#include <torch/nn/modules/batchnorm.h>

namespace largestep {
namespace {

/// BatchNorm uses the statistics of the batch and leaves its running ones as they are, without counting the batch.
class BatchStatisticsScope {
 public:
  explicit BatchStatisticsScope(TappedNetwork& network) : network_(network), was_training_(network.is_training()) {
    for (const auto& module : network.modules()) {
      auto* norm = module->as<torch::nn::BatchNorm2d>();
      if (norm == nullptr) continue;
      norms_.emplace_back(norm, norm->options);
      norm->options.track_running_stats(false).momentum(c10::nullopt);
    }
    network.eval();
  }
  ~BatchStatisticsScope() {
    for (auto& [norm, options] : norms_) norm->options = options;
    network_.train(was_training_);
  }
  BatchStatisticsScope(const BatchStatisticsScope&) = delete;
  BatchStatisticsScope& operator=(const BatchStatisticsScope&) = delete;

 private:
  TappedNetwork& network_;
  bool was_training_;
  std::vector<std::pair<torch::nn::BatchNorm2dImpl*, torch::nn::BatchNormOptions>> norms_;
};

at::Tensor flat(const std::vector<at::Tensor>& tensors) {
  std::vector<at::Tensor> pieces;
  for (const auto& tensor : tensors) pieces.push_back(tensor.reshape({-1}));
  return torch::cat(pieces);
}

}  // namespace

BatchLoss::BatchLoss(TappedNetwork& network, const at::Tensor& images, const at::Tensor& labels)
    : parameters_(network.parameters()) {
  const at::AutoGradMode with_grad(true);
  const BatchStatisticsScope batch_statistics(network);
  loss_ = torch::nn::functional::cross_entropy(network.forward(images), labels);
  gradient_ = flat(torch::autograd::grad({loss_}, parameters_, {}, /*retain_graph=*/true, /*create_graph=*/true));
}

double BatchLoss::value() const { return loss_.item<double>(); }

at::Tensor BatchLoss::gradient() const { return gradient_.detach(); }

at::Tensor BatchLoss::hessian_times(const at::Tensor& vector) const {
  return flat(torch::autograd::grad({gradient_}, parameters_, {vector}, /*retain_graph=*/true)).detach();
}

at::Tensor BatchLoss::weights() const { return flat(parameters_).detach(); }

}  // namespace largestep
