#pragma once

#include <cstdint>

#include "kernels/instruction_set.h"
#include "kernels/sgd/sgd.h"

namespace largestep::kernels {

/// The loops over float64 arrays that closed-form gradients and their updates are made of. Sums are taken in the order
/// that suits the vectors of the instruction set, so that the last bits differ between sets.
struct ArrayKernels {
  /// sum_j a_j b_j
  double (*dot)(const double* a, const double* b, std::int64_t size);
  double (*dot_of_bytes)(const std::uint8_t* a, const double* b, std::int64_t size);

  /// y_j += c x_j
  void (*add_scaled)(double c, const double* x, double* y, std::int64_t size);
  void (*add_scaled_bytes)(double c, const std::uint8_t* x, double* y, std::int64_t size);

  /// sum_j x_j u_j v_j
  double (*triple_dot)(const double* x, const double* u, const double* v, std::int64_t size);

  /// The two halves of c grad(sum_j x_j u_j v_j): gu_j = c x_j v_j and gv_j = c x_j u_j.
  struct TripleDotGradient {
    double c;
    const double* x;
    const double* u;
    const double* v;
    double* gu;
    double* gv;
    std::int64_t size;
    bool overwrite;  ///< put in the place of what is there, else added to it
  };
  void (*triple_dot_gradient)(const TripleDotGradient&);

  void (*sgd)(const SgdStep<double>&);
};

const ArrayKernels& array_kernels(InstructionSet set = instruction_set());

}  // namespace largestep::kernels
