#include "small_problems/diagonal_network.h"

#include <torch/torch.h>

#include "kernels/arrays/arrays.h"
#include "small_problems/matrix_rank.h"

namespace largestep {
namespace {

constexpr double kZeroWeight = 1e-50;
constexpr double kRankThreshold = 1e-15;

}  // namespace

DiagonalNetwork::DiagonalNetwork(ExampleSets sets, const SamplingOptions& sampling, double scale)
    : Problem(rows_of(sets.train), sampling),
      sets_(both_checked(std::move(sets))),
      inputs_(sets_.train.inputs.data_ptr<double>()),
      targets_(sets_.train.targets.data_ptr<double>()),
      u_("u", torch::full({sets_.train.inputs.size(1)}, scale, torch::kDouble)),
      v_("v", torch::zeros({sets_.train.inputs.size(1)}, torch::kDouble)) {}

at::Tensor DiagonalNetwork::loss(const Batch& batch) {
  const auto predictions = sets_.train.inputs.index_select(0, batch.indices).mv(u_.tensor() * v_.tensor());
  return (predictions - sets_.train.targets.index_select(0, batch.indices)).square().mean() / 2;
}

Loss DiagonalNetwork::gradient(const Batch& batch) {
  const auto size = u_.size();
  const double share = 1.0 / static_cast<double>(batch.indices.size());
  const auto& kernels = kernels::array_kernels();
  auto* gu = u_.gradient();
  auto* gv = v_.gradient();
  double value = 0.0;
  bool first = true;
  for (const auto i : batch.indices) {
    const auto* x = inputs_ + i * size;
    const double residual = kernels.triple_dot(x, u_.value(), v_.value(), size) - targets_[i];
    kernels.triple_dot_gradient({.c = share * residual,
                                 .x = x,
                                 .u = u_.value(),
                                 .v = v_.value(),
                                 .gu = gu,
                                 .gv = gv,
                                 .size = size,
                                 .overwrite = first});
    value += share * residual * residual / 2;
    first = false;
  }
  return value;
}

double DiagonalNetwork::mean_loss(const Examples& examples) const {
  const auto& kernels = kernels::array_kernels();
  const auto count = examples.inputs.size(0);
  const auto* targets = examples.targets.data_ptr<double>();
  double sum = 0.0;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto* x = examples.inputs.data_ptr<double>() + i * u_.size();
    const double residual = kernels.triple_dot(x, u_.value(), v_.value(), u_.size()) - targets[i];
    sum += residual * residual / 2;
  }
  return sum / static_cast<double>(count);
}

std::vector<Metric> DiagonalNetwork::metrics(const MetricRequest&) {
  const torch::NoGradGuard no_grad;
  const auto nonzeros = ((u_.tensor() * v_.tensor()).abs() > kZeroWeight).sum().item<double>();
  const auto rows = torch::cat({sets_.test.inputs * u_.tensor(), sets_.test.inputs * v_.tensor()}, 1);
  return {{.measure = "weights", .name = "nonzeros", .value = nonzeros},
          {.measure = "jacobian", .name = "rank", .value = static_cast<double>(matrix_rank(rows, kRankThreshold))}};
}

}  // namespace largestep
