#pragma once

namespace largestep {

/// What step size times curvature is at the edge of stability under heavy-ball momentum in [0, 1); 2 without. Two
/// bounds, since momentum damps the oscillation of full-batch descent and amplifies the noise of small batches:
/// training hovers where batch sharpness reaches the lower one with small batches, the upper one with large batches,
/// and where the largest eigenvalue of the Hessian reaches the upper one with all terms in a batch.
/// Source: Andreyev, Ananthkumar, Walden, Poggio and Beneventano, 2026, arXiv:2604.14108; the upper one is classical
/// (Polyak, 1964; Cohen et al., ICLR 2021, arXiv:2103.00065).
struct StabilityBounds {
  double small_batches = 2.0;  ///< 2 (1 - momentum)
  double large_batches = 2.0;  ///< 2 (1 + momentum)
};

constexpr StabilityBounds stability_bounds(double momentum) { return {2.0 * (1.0 - momentum), 2.0 * (1.0 + momentum)}; }

}  // namespace largestep
