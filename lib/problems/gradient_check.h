#pragma once

#include "problems/finite_sum.h"

namespace largestep {

/// What SGD rests on, checked at a point w: how far apart two gradients are that should be the same. Distances are
/// ||a - b|| / max(||a||, ||b||), 0 if both are 0.
struct GradientCheck {
  std::int64_t terms = 0;                   ///< n
  std::int64_t parameters = 0;              ///< in all
  double gradient_norm = 0.0;               ///< of f at w
  double mean_of_stochastic = 0.0;          ///< mean of the n gradients grad f_i(w) against grad f(w)
  double closed_form_against_autograd = 0;  ///< gradient() against autograd's of loss(); the largest over f and all f_i
  double loss_difference = 0.0;             ///< mean of the n losses f_i(w) against f(w)
};

/// Moves w by small normal noise away from a start that may be special (all 0, say), then compares. Leaves w there.
GradientCheck check_gradients(FiniteSum& problem, std::uint64_t seed);

}  // namespace largestep
