#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "run/settings.h"

namespace c10 {
struct Device;
}

namespace largestep {

class MeasuredProblem;

/// A problem that `largestep train --problem NAME` can run. A new one is a class derived from MeasuredProblem and one
/// entry in problem_catalog.cpp; docs/ADDING_A_PROBLEM.md shows it.
struct ProblemSpec {
  std::string name;
  std::string description;
  /// Settings of it that differ from ResNet-18's: (setting name, value as text).
  std::vector<std::pair<std::string, std::string>> defaults;
  /// Makes it from settings in which everything is resolved; nullptr for ResNet-18, whose images a run loads itself.
  std::unique_ptr<MeasuredProblem> (*make)(const Settings& settings, const c10::Device& device) = nullptr;
  bool takes_table = false;   ///< --csv and --cifar-class choose its data
  bool is_on_images = false;  ///< always needs the CIFAR-10 files
};

/// All problems, ResNet-18 first.
const std::vector<ProblemSpec>& problem_catalog();

/// @throws Error{kInvalidArgument} naming the nearest one if there is none of that name.
const ProblemSpec& find_problem(const std::string& name);

/// The settings of a problem when nothing else is said.
Settings problem_defaults(const ProblemSpec& problem);

/// Whether a run needs the CIFAR-10 files.
bool needs_images(const Settings& settings);

/// What the data are, for run.json.
std::string dataset_name(const Settings& settings);

}  // namespace largestep
