#pragma once

#include <memory>
#include <vector>

#include "problems/problem.h"
#include "small_problems/array_parameter.h"
#include "small_problems/examples.h"

namespace largestep {

/// A weight matrix [out, in] and perhaps a bias [out], as in PyTorch's Linear.
struct AffineLayer {
  at::Tensor weight;
  at::Tensor bias = {};  ///< undefined if there is none
};

/// What a fully connected ReLU network with one output says to inputs: relu after every layer but the last.
/// @param inputs  [N, d].  @return [N]
at::Tensor relu_network_output(const std::vector<AffineLayer>& layers, const at::Tensor& inputs);

/// Fully connected ReLU network with one output and squared loss, f_i(w) = (g_w(x_i) - y_i)^2, the paper's
/// one-dimensional regression and teacher-student experiments. The gradient is backpropagation written out over plain
/// arrays: for networks this small that is hundreds of times faster than calling LibTorch for each operation.
///
/// Parameters are layer1.weight, layer1.bias, layer2.weight, ... Source: Andriushchenko et al., ICML 2023,
/// arXiv:2210.05337, section 4, and its public code.
class ReluNetwork final : public Problem {
 public:
  struct Options {
    double distinct_threshold = 0.99;
    at::Tensor curve_inputs = {};             ///< float64 [M, 1]: where curve() is drawn; undefined for none
    at::Tensor rank_inputs = {};              ///< float64 [M, d]: where the rank is taken; undefined: test inputs
    std::vector<NamedTensor> landmarks = {};  ///< for pictures
  };

  /// @param start  the layers it starts with, float64; at least two, the last with one output
  /// @param sets   float64; both must be there
  /// @throws Error{kInvalidArgument} unless they are.
  ReluNetwork(const std::vector<AffineLayer>& start, ExampleSets sets, const SamplingOptions& sampling,
              Options options);

  at::Tensor loss(const Batch& batch) override;
  Loss gradient(const Batch& batch) override;
  std::string data_name() const override { return sets_.name; }
  std::vector<NamedTensor> parameters() const override;
  Score train_score() override { return {.loss = mean_loss(sets_.train)}; }
  Score test_score() override { return {.loss = mean_loss(sets_.test)}; }
  std::vector<LayerFeatures> features() override;
  double distinct_threshold() const override { return options_.distinct_threshold; }
  /// jacobian/rank: of the gradients of the output at P of the rank's inputs spread evenly, P the number of
  /// parameters, singular values above 1e-4 of the largest. relu/sign_distance: share of (training input, unit) whose
  /// ReLU is on where it was off at the start or the other way round. network/path_norm: the sum over all paths of the
  /// products of their weights' magnitudes.
  std::vector<Metric> metrics(const MetricRequest& request) override;
  FunctionCurve curve() override;
  std::vector<NamedTensor> landmarks() override { return options_.landmarks; }

 private:
  struct Layer {
    ArrayParameter weight;
    std::unique_ptr<ArrayParameter> bias;
    std::int64_t inputs;
    std::int64_t outputs;
    std::vector<double> activations;  ///< after the ReLU (of the last layer: the output), of the input last shown
    std::vector<double> slopes;       ///< derivative of what is differentiated by the value before the ReLU
  };

  double forward(const double* input);
  /// Adds c times the gradient of the output at the input last shown to the gradients. @param input  the same
  void backward(const double* input, double c);
  void zero_gradients();
  double mean_loss(const Examples& examples);
  std::vector<AffineLayer> layers() const;
  at::Tensor gradient_matrix();
  at::Tensor active_units();

  ExampleSets sets_;
  Options options_;
  std::vector<Layer> layers_;
  at::Tensor active_at_start_;  ///< bool [n, units of all hidden layers]
};

}  // namespace largestep
