#pragma once

#include <optional>
#include <string>
#include <vector>

#include "measure/metric.h"
#include "model/tapped_network.h"
#include "problems/evaluation.h"
#include "problems/finite_sum.h"

namespace largestep {

/// Activations of a hidden layer.
struct LayerFeatures {
  std::string layer;    ///< "hidden1"
  at::Tensor features;  ///< [N, U], after the ReLU, on training inputs
};

/// Points of a function of one variable, such as a fitted one.
struct FunctionCurve {
  std::vector<double> x;
  std::vector<double> y;
};

/// A finite sum that knows what a run asks besides: what its data are, how it stands, which hidden layers it has. Only
/// loss() and parameters() must be given, all else has a default. `largestep train` runs any problem of the catalogue
/// (catalog/problem_catalog.h) without knowing more of it than this.
class Problem : public FiniteSum {
 public:
  using FiniteSum::FiniteSum;

  // What it is.

  /// "CIFAR-10"
  virtual std::string data_name() const { return "drawn data"; }
  /// What a term is, in the plural.
  virtual std::string unit() const { return "terms"; }
  /// What its state is of, in the sentence "the checkpoint has no ..., so it is not ...".
  virtual std::string state_of() const { return "one of this problem"; }
  /// What tells its data from others (data/fingerprint.h), one "name = value" a line: all processes that share the
  /// problem and a run that goes on must have the same. Empty where settings alone say what the data are.
  virtual std::string fingerprint() const { return ""; }
  /// The network whose taps can be watched while it is trained, nullptr if there is none.
  virtual TappedNetwork* network() { return nullptr; }
  /// Whether several processes can share its batches: gradients are then means over parts of a batch.
  virtual bool can_be_shared() const { return false; }
  /// Whether gradient() replays recorded work (replayed_work.h), for which the update has to stay at one place.
  virtual bool replays_steps() const { return false; }
  /// The loss above which training has diverged. The default: a million times the loss now plus 1.
  virtual double largest_sane_loss();

  // How it stands.

  /// f(w), the mean over all terms, and where there is one the training error.
  virtual Score train_score();
  /// The same on examples that are not trained on.
  virtual Score test_score() { return {}; }
  /// Hidden layers in forward order.
  virtual std::vector<LayerFeatures> features() { return {}; }
  /// |Pearson correlation| above which two units of a hidden layer are duplicates, rows scaled to unit length.
  virtual double distinct_threshold() const { return 0.99; }
  /// All of that, and the test score of the average. Leaves the state as it was. @return  nothing if interrupted
  virtual std::optional<Evaluation> evaluate(const EvaluationRequest& request);
  /// What an evaluation takes, in times of what a step takes.
  virtual double evaluation_cost_in_steps(bool /*with_average*/) const { return 0.0; }
  /// What else is worth recording.
  virtual std::vector<Metric> metrics(const MetricRequest& /*request*/) { return {}; }
  /// Whether metrics take long, so that they are recorded only where they are asked for.
  virtual bool metrics_are_costly() const { return false; }
  /// A function of one variable that the variables stand for, drawn at fixed places; empty if there is none.
  virtual FunctionCurve curve() { return {}; }
  /// What never changes and belongs into a picture of the weights: "teacher", the directions of a teacher's neurons
  /// [m, d], or "points", the examples of a function of one variable [n, 2].
  virtual std::vector<NamedTensor> landmarks() { return {}; }

  /// All terms as one batch.
  Batch whole() const;
};

}  // namespace largestep
