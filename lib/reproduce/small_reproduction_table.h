#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace largestep {

/// One figure of one step size, over the runs of different seeds.
struct SeedSpread {
  std::string figure;
  double published = 0.0;
  std::vector<double> values = {};  ///< one a finished run

  /// Median of the values, NaN without any; an even number's is the mean of the middle two.
  double median() const;
  double lowest() const;
  double highest() const;
  /// Whether what was published lies within the values, 0.5 % more or less allowed for its rounding.
  bool holds_published() const;
};

/// One step size: figures in the order in which they are shown.
struct SmallResult {
  std::string name;
  std::string step_size;
  std::vector<SeedSpread> figures;
  std::int64_t finished = 0;
  std::int64_t diverged = 0;
};

/// row,figure,median,lowest,highest,published,within,finished,diverged
std::string small_reproduction_csv(const std::vector<SmallResult>& results);

/// The same as a Markdown table, a line a figure.
std::string small_reproduction_markdown(const std::vector<SmallResult>& results);

}  // namespace largestep
