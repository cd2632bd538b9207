#include "problems/gradient_check.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/torch.h>

#include <algorithm>

#include "core/random.h"

namespace largestep {
namespace {

constexpr double kPerturbation = 0.3;

/// Losses and gradients of batches, each gradient as one float64 vector.
class Gradients {
 public:
  explicit Gradients(FiniteSum& problem) : problem_(problem) {
    for (const auto& [name, parameter] : problem.parameters()) parameters_.push_back(parameter);
  }

  struct Value {
    double loss;
    at::Tensor gradient;
  };

  Value own(const Batch& batch) {
    const auto loss = problem_.gradient(batch).value();
    std::vector<at::Tensor> gradients;
    for (const auto& parameter : parameters_) gradients.push_back(parameter.grad());
    return {loss, joined(gradients)};
  }

  Value autograd(const Batch& batch) {
    const auto loss = problem_.loss(batch);
    return {loss.item<double>(), joined(torch::autograd::grad({loss}, parameters_))};
  }

  void add_noise(std::uint64_t seed) {
    const torch::NoGradGuard no_grad;
    auto random = at::detail::createCPUGenerator(stream_seed(seed, RandomStream::kMeasurement));
    for (auto& parameter : parameters_) {
      parameter.add_(kPerturbation * torch::randn(parameter.sizes(), random).to(parameter.options()));
    }
  }

  std::int64_t size() const {
    std::int64_t size = 0;
    for (const auto& parameter : parameters_) size += parameter.numel();
    return size;
  }

 private:
  static at::Tensor joined(const std::vector<at::Tensor>& gradients) {
    std::vector<at::Tensor> parts;
    for (const auto& gradient : gradients) parts.push_back(gradient.detach().flatten().to(at::kCPU, at::kDouble));
    return torch::cat(parts);
  }

  FiniteSum& problem_;
  std::vector<at::Tensor> parameters_;
};

double distance(const at::Tensor& a, const at::Tensor& b) {
  const double larger = std::max(a.norm().item<double>(), b.norm().item<double>());
  return larger == 0.0 ? 0.0 : (a - b).norm().item<double>() / larger;
}

}  // namespace

GradientCheck check_gradients(FiniteSum& problem, std::uint64_t seed) {
  const auto n = problem.terms();
  const auto terms = torch::arange(n, torch::kLong);
  const auto batch = [&](std::int64_t from, std::int64_t count) {
    return Batch{.indices = {terms, from, count}, .at = {}, .elapsed_epochs = 0.0};
  };
  Gradients gradients(problem);
  gradients.add_noise(seed);
  const auto full = gradients.own(batch(0, n));
  GradientCheck check{.terms = n, .parameters = gradients.size(), .gradient_norm = full.gradient.norm().item<double>()};
  check.closed_form_against_autograd = distance(full.gradient, gradients.autograd(batch(0, n)).gradient);
  auto mean = torch::zeros_like(full.gradient);
  double mean_loss = 0.0;
  for (std::int64_t i = 0; i < n; ++i) {
    const auto own = gradients.own(batch(i, 1));
    const auto autograd = gradients.autograd(batch(i, 1));
    check.closed_form_against_autograd =
        std::max(check.closed_form_against_autograd, distance(own.gradient, autograd.gradient));
    mean += own.gradient / static_cast<double>(n);
    mean_loss += own.loss / static_cast<double>(n);
  }
  check.mean_of_stochastic = distance(mean, full.gradient);
  check.loss_difference = std::abs(mean_loss - full.loss) / std::max(std::abs(full.loss), 1e-300);
  return check;
}

}  // namespace largestep
