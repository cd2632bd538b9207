#pragma once

#include <cstdint>

// The loops over plain arrays that the closed-form gradients are made of. They are a component's hot spot of their own
// because they want other compiler options: sums may be reordered, for the vector units of the processor at hand.
namespace largestep {

/// sum_j a_j b_j
double dot(const double* a, const double* b, std::int64_t size);
double dot(const std::uint8_t* a, const double* b, std::int64_t size);

/// y_j += c x_j
void add_scaled(double c, const double* x, double* y, std::int64_t size);
void add_scaled(double c, const std::uint8_t* x, double* y, std::int64_t size);

/// sum_j x_j u_j v_j
double triple_dot(const double* x, const double* u, const double* v, std::int64_t size);

/// The two halves of c grad(sum_j x_j u_j v_j): gu_j = c x_j v_j and gv_j = c x_j u_j, added to what is there or, if
/// `overwrite`, put in its place.
void triple_dot_gradient(double c, const double* x, const double* u, const double* v, double* gu, double* gv,
                         std::int64_t size, bool overwrite);

}  // namespace largestep
