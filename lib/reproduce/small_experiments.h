#pragma once

#include <optional>
#include <string>
#include <vector>

#include "settings/settings_toml.h"

namespace largestep {

/// A figure that the paper gives for a run at its end. Fractions in [0, 1].
struct PublishedFigure {
  std::string name;  ///< "test_loss", "nonzeros", "rank", "hidden1_distinct", ...
  double value;
};

/// One step size of one of the paper's small experiments.
struct SmallRow {
  std::string name;        ///< "sgd-large-50"
  std::string step_size;   ///< in words
  SettingValues settings;  ///< all that `largestep train` needs but the seed
  std::vector<PublishedFigure> published;
  /// The most by which a number of the start is moved, drawn uniformly: all that a seed changes where nothing else is
  /// random.
  double start_noise = 0.0;
};

/// One of the paper's small experiments (arXiv:2210.05337, section 3 and 4, and the outputs of the authors' notebooks).
struct SmallExperiment {
  std::string name;  ///< "diagonal"
  std::string title;
  std::vector<SmallRow> rows;
};

/// diagonal, relu-1d, two-layer, three-layer.
const std::vector<SmallExperiment>& small_experiments();

/// The experiment of that name, nullptr if there is none.
const SmallExperiment* find_small_experiment(const std::string& name);

/// How a run ended.
struct SmallOutcome {
  std::int64_t seed = 0;
  bool diverged = false;
  std::vector<PublishedFigure> figures;  ///< of the run, with the same names; empty if it diverged
};

/// Trains a row with a seed, in memory: the loop, problem and settings of `largestep train`, without its files.
SmallOutcome run_small(const SmallRow& row, std::int64_t seed);

/// The settings of a row's run.
Settings small_settings(const SmallRow& row, std::int64_t seed);

}  // namespace largestep
