#pragma once

#include <limits>
#include <string>
#include <vector>

#include "problems/finite_sum.h"

namespace largestep {

/// How well the variables do on a set of examples; NaN where a problem has no such figure.
struct ProblemScore {
  double loss = std::numeric_limits<double>::quiet_NaN();   ///< mean
  double error = std::numeric_limits<double>::quiet_NaN();  ///< share of wrong signs or classes, in [0, 1]
};

/// Activations of a hidden layer.
struct LayerFeatures {
  std::string layer;    ///< "hidden1"
  at::Tensor features;  ///< [N, U], after the ReLU, on training inputs
};

/// A figure of the problem's own, a row of measures.csv.
struct ProblemFigure {
  std::string measure;  ///< "weights"
  std::string figure;   ///< "nonzeros"
  double value;
};

/// A curve of the problem's own, such as a fitted function.
struct ProblemCurve {
  std::vector<double> x;
  std::vector<double> y;
};

/// A finite sum that tells how it stands, so that `largestep train` can run it: only loss() and parameters() must be
/// given, all else has a default. Float64 or float32, on the CPU.
class MeasuredProblem : public FiniteSum {
 public:
  using FiniteSum::FiniteSum;

  /// f(w), the mean over all terms, and where there is one the training error.
  virtual ProblemScore train_score();
  /// The same on examples that are not trained on.
  virtual ProblemScore test_score() { return {}; }
  /// Hidden layers in forward order.
  virtual std::vector<LayerFeatures> features() { return {}; }
  /// |Pearson correlation| above which two units of a hidden layer are duplicates.
  virtual double distinct_threshold() const { return 0.99; }
  /// What else is worth recording.
  virtual std::vector<ProblemFigure> figures() { return {}; }
  virtual ProblemCurve curve() { return {}; }
  /// What never changes and belongs into a picture of the weights: "teacher", the directions of a teacher's neurons
  /// [m, d], or "points", the examples of a function of one variable [n, 2].
  virtual std::vector<NamedTensor> landmarks() { return {}; }

  /// All terms as one batch.
  Batch whole() const;
};

}  // namespace largestep
