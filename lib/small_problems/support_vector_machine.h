#pragma once

#include "small_problems/linear_model.h"

namespace largestep {

/// Support vector machine with a soft margin, f(w, b) = 1/2 ||w||^2 + C/n sum_i max(0, 1 - y_i (a_i^T w + b)), labels
/// y_i = -1 or +1, in its primal form; so f_i = 1/2 ||w||^2 + C max(0, ...). At the hinge the subgradient is 0, as
/// autograd's. Source: Cortes and Vapnik, Machine Learning 20, 1995; SGD on it: Shalev-Shwartz et al., Pegasos, 2011.
class SupportVectorMachine final : public LinearModel {
 public:
  /// @param c  C, finite, > 0.  @throws Error{kInvalidArgument}
  SupportVectorMachine(ExampleSets sets, const SamplingOptions& sampling, double c, bool bias);

 protected:
  Term term(double prediction, double target) const override;
  at::Tensor terms_of(const at::Tensor& predictions, const at::Tensor& targets) const override;

 private:
  double c_;
};

}  // namespace largestep
