#pragma once

#include <optional>

#include "problems/problem.h"
#include "small_problems/array_parameter.h"
#include "small_problems/examples.h"

namespace largestep {

struct LinearModelOptions {
  bool bias = false;       ///< predict a^T w + b instead of a^T w; b is not regularised
  double quadratic = 0.0;  ///< q of q/2 ||w||^2, part of every term, >= 0
  bool labels = false;     ///< targets are labels -1 and +1, so that there is an error: the share of wrong signs
};

/// The seminar's convex objectives: f_i(w, b) = phi(a_i^T w + b, y_i) + q/2 ||w||^2, with the closed-form gradient
/// phi'(z_i, y_i) a_i + q w. A derived class gives phi. All starts at 0.
class LinearModel : public Problem {
 public:
  at::Tensor loss(const Batch& batch) override;
  Loss gradient(const Batch& batch) override;
  std::string data_name() const override { return sets_.name; }
  std::string fingerprint() const override { return sets_.fingerprint; }
  std::vector<NamedTensor> parameters() const override;
  Score train_score() override { return score(sets_.train); }
  Score test_score() override { return score(sets_.test); }

 protected:
  /// phi and its derivative by the prediction.
  struct Term {
    double value;
    double slope;
  };

  /// @throws Error{kInvalidArgument} if shapes or types do not fit, or labels are not -1 and +1.
  LinearModel(ExampleSets sets, const SamplingOptions& sampling, const LinearModelOptions& options);

  virtual Term term(double prediction, double target) const = 0;
  /// phi of each example, for autograd: the same function, written with tensors. @return float64 [B]
  virtual at::Tensor terms_of(const at::Tensor& predictions, const at::Tensor& targets) const = 0;

 private:
  Score score(const Examples& examples) const;
  double regularisation() const;

  ExampleSets sets_;
  LinearModelOptions options_;
  ArrayParameter w_;
  std::optional<ArrayParameter> b_;
};

}  // namespace largestep
