#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "run_files/run_data.h"

namespace largestep {

/// The figures the paper gives for a run at its end; NaN where it gives none. Fractions in [0, 1].
struct FinalFigures {
  double train_loss;  ///< as the paper's code samples it: metrics.csv's sampled_train_loss
  double test_error;
  std::array<double, 5> active;    ///< active fraction of blocks 1 to 5
  std::array<double, 5> distinct;  ///< distinct active fraction of blocks 1 to 5
};

/// What the paper published for one of its step-size settings (Andriushchenko et al., ICML 2023, arXiv:2210.05337): in
/// the text outputs of its authors' notebook, and for Figure 1 as read off the picture. They are of one seed.
/// @param setting    "sota" or "figure1" (losses and errors only); there are none in figures for others
/// @param step_size  "small", "large-10", "large-30", "large-50"
std::optional<FinalFigures> published_figures(const std::string& setting, const std::string& step_size);

/// The last evaluation of a run. @throws Error{kData} if there is none.
FinalFigures final_figures(const RunData& run);

/// One step-size setting over its seeds.
struct ReproducedSetting {
  std::string step_size;
  std::vector<FinalFigures> runs;  ///< finished runs, one a seed
  std::optional<FinalFigures> published;
};

/// Does every figure fall from each setting to the next, as the paper finds with the length of the large phase? One
/// sentence each for test error and the distinct active fraction of blocks 4 and 5, by the means over the seeds.
std::vector<std::string> ordering_sentences(const std::vector<ReproducedSetting>& settings);

/// setting,figure,mean,spread,runs,published,difference; one row a figure. Spread is the standard deviation over the
/// seeds, empty for one.
std::string reproduction_csv(const std::vector<ReproducedSetting>& settings);

/// The same as a Markdown table that reads well in a terminal: a row a setting with means over the seeds, one for their
/// standard deviation, and, where figures were published, those and the difference from them.
std::string reproduction_markdown(const std::vector<ReproducedSetting>& settings);

}  // namespace largestep
