#pragma once

#include <string>

namespace largestep {

/// A recorded number: a row of measures.csv.
struct Metric {
  std::string measure;     ///< what was measured: "hessian"; docs/MEASURES.md lists them
  std::string layer = {};  ///< layer or block; "" for the whole
  std::string name;        ///< "top_eigenvalue"
  double value = 0.0;
};

}  // namespace largestep
