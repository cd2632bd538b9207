#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>

#include "problems/problem.h"

namespace largestep {

/// The training loss of a problem of two numbers on a square grid around the path of a run, for a picture.
class LossSurface {
 public:
  /// Whether the problem has two numbers, in float64 on the CPU.
  static bool fits(const Problem& problem);
  /// @param run_directory  of surface.csv ("x,y,loss", 61 x 61 rows, y fastest), and of the weights.csv that has the
  /// path
  LossSurface(Problem& problem, std::filesystem::path run_directory);

  /// Writes the surface, as wide as the rows of weights.csv and a margin. The numbers are left as they are.
  /// @throws Error{kWrite}; Error{kData} if weights.csv is no such table
  void write();

 private:
  struct Extent {
    double low;
    double high;
  };

  double* number(int i) const;
  std::optional<int> number_of(const std::string& parameter, double index) const;
  std::array<Extent, 2> path_extents() const;

  Problem& problem_;
  std::filesystem::path directory_;
};

}  // namespace largestep
