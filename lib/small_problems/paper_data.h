#pragma once

#include <random>

#include "small_problems/examples.h"
#include "small_problems/relu_network.h"

namespace largestep {

// The very data of the paper's experiments (Andriushchenko et al., ICML 2023, arXiv:2210.05337): its public code draws
// them from NumPy and PyTorch with fixed seeds, and so do these functions. tests/problems/paper_data_test.cpp compares
// them with figures printed in the authors' notebooks.

/// Standard normals as NumPy's RandomState(seed) draws them: Marsaglia's polar method on a Mersenne twister.
class NumpyNormal {
 public:
  explicit NumpyNormal(std::uint32_t seed) : generator_(seed) {}
  double operator()();
  /// float64 [rows, columns], drawn row by row.
  at::Tensor matrix(std::int64_t rows, std::int64_t columns);

 private:
  double uniform();

  std::mt19937 generator_;
  double held_ = 0.0;
  bool has_held_ = false;
};

/// Sparse regression, seed 0: standard normal inputs, 20 nonzeros, 1000 test inputs. The published sizes [n, d] are
/// [80, 200] and [40, 100]. d at least 20.
ExampleSets paper_sparse_regression(std::int64_t terms, std::int64_t dimension);

/// The teacher-student experiments: 15 inputs in 2 dimensions and a teacher of 3 ReLUs, and 50 inputs in 5 dimensions
/// and a teacher of 2 and 2.
ExampleSets paper_two_layer();
ExampleSets paper_three_layer();

/// The teacher of paper_two_layer, for pictures.
std::vector<AffineLayer> paper_two_layer_teacher();

}  // namespace largestep
