#pragma once

#include "problems/problem.h"
#include "small_problems/array_parameter.h"
#include "small_problems/examples.h"

namespace largestep {

/// Diagonal linear network, a linear model whose weights are a product, beta = u * v (entrywise):
/// f_i(u, v) = 1/2 (x_i^T (u * v) - y_i)^2 with gradients r_i x_i * v and r_i x_i * u, r_i the residual. u starts at a
/// constant, v at 0. Small full-batch steps lead to solutions of small l1-like norm; what SGD's step size adds to that
/// is section 3 of Andriushchenko et al., ICML 2023, arXiv:2210.05337.
class DiagonalNetwork final : public Problem {
 public:
  /// @param sets   float64; both must be there
  /// @param scale  what u starts with
  /// @throws Error{kInvalidArgument} unless the sets are there and of these types.
  DiagonalNetwork(ExampleSets sets, const SamplingOptions& sampling, double scale = 0.1);

  at::Tensor loss(const Batch& batch) override;
  Loss gradient(const Batch& batch) override;
  std::string data_name() const override { return sets_.name; }
  std::vector<NamedTensor> parameters() const override { return {u_.named(), v_.named()}; }
  Score train_score() override { return {.loss = mean_loss(sets_.train)}; }
  Score test_score() override { return {.loss = mean_loss(sets_.test)}; }
  /// weights/nonzeros: entries of u * v above 1e-50 in magnitude. jacobian/rank: of [X * u, X * v] over the test
  /// inputs, singular values above 1e-15 of the largest.
  std::vector<Metric> metrics(const MetricRequest& request) override;

 private:
  double mean_loss(const Examples& examples) const;

  ExampleSets sets_;
  const double* inputs_;
  const double* targets_;
  ArrayParameter u_;
  ArrayParameter v_;
};

}  // namespace largestep
