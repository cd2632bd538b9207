#pragma once

#include "small_problems/examples.h"
#include "small_problems/relu_network.h"

namespace largestep {

/// Data and initial weights of the small problems, drawn from a seed: the same on every machine. Different kinds of
/// draws of one seed are independent. Test sets have 1000 examples.
struct SyntheticOptions {
  std::int64_t terms = 0;      ///< n, training examples, >= 1
  std::int64_t dimension = 0;  ///< d, >= 1
  std::uint64_t seed = 0;
};

/// A linear teacher: standard normal inputs, y = x^T w* + noise times a standard normal, w* standard normal / sqrt(d).
ExampleSets linear_regression_data(const SyntheticOptions& options, double noise);

/// Two classes: labels -1 and +1 with even odds, inputs standard normal around label * m, m of length 1 in a drawn
/// direction. The classes overlap: the best linear classifier errs on about 16 %.
ExampleSets two_class_data(const SyntheticOptions& options);

/// The paper's sparse regression: standard normal inputs, y = x^T beta* without noise; beta* has max(1, d/10) nonzeros,
/// magnitudes of standard normals, unit length.
ExampleSets sparse_regression_data(const SyntheticOptions& options);

/// Inputs standard normal, scaled to unit length; targets what the teacher says.
ExampleSets teacher_data(const SyntheticOptions& options, const std::vector<AffineLayer>& teacher);

/// The paper's one-dimensional regression: 12 points (fixed, no randomness). The test set is a grid over their range
/// with the piecewise linear interpolation of the points as targets.
ExampleSets one_dimensional_data();

/// Inputs [count, 1] drawn uniformly from the range of those of one_dimensional_data: where the paper's code takes the
/// rank of the gradients. Spread evenly, the same number meets almost every linear piece of the function, and the rank
/// is about ten higher.
at::Tensor one_dimensional_rank_inputs(std::int64_t count, std::uint64_t seed);

/// A ReLU network with standard normal weights times a scale for each layer. With bias, biases are drawn as PyTorch's
/// Linear draws them: uniform in +-1/sqrt(inputs).
/// @param sizes   inputs, hidden units..., 1.  @param scales  one for each layer
/// @param stream  tells networks of one seed apart (teacher 1, student 2)
std::vector<AffineLayer> gaussian_layers(const std::vector<std::int64_t>& sizes, const std::vector<double>& scales,
                                         bool bias, std::uint64_t seed, std::uint64_t stream);

/// The two-layer teacher: rows of unit length, output weights -1 or +1.
std::vector<AffineLayer> two_layer_teacher(std::int64_t dimension, std::int64_t hidden, std::uint64_t seed);

/// Where the one-dimensional regression starts: inner weights +-2.5, inner biases 2.5 times and outer weights 4 times a
/// standard normal; no outer bias. Source: Blanc et al., COLT 2020, arXiv:1904.09080, as used in the paper's code.
std::vector<AffineLayer> one_dimensional_start(std::int64_t hidden, std::uint64_t seed);

}  // namespace largestep
