#pragma once

#include <filesystem>

#include "problems/problem.h"

namespace largestep {

/// The training loss of a problem of two numbers on a square grid around the path of a run, for a picture.
class LossSurface {
 public:
  /// Whether the problem has two numbers, in float64 on the CPU.
  static bool fits(const Problem& problem);
  /// @param file  of "x,y,loss", 61 x 61 rows, y fastest; written at the last step
  LossSurface(Problem& problem, std::filesystem::path file);

  /// Takes note of where the run is; at the last step, writes the file. The numbers are left as they are.
  void follow(bool is_last_step);

 private:
  double* number(int i) const;
  void write();

  Problem& problem_;
  std::filesystem::path file_;
  double low_[2];
  double high_[2];
};

}  // namespace largestep
