#pragma once

#include <memory>

#include "catalog/problem_catalog.h"

namespace largestep {

// How settings make the problems of problem_catalog.h whose terms lie in memory, with their data. They throw
// Error{kData} or Error{kInvalidArgument} for data of the user's that can't be used.

std::unique_ptr<Problem> make_least_squares(const Settings& settings, const ProblemContext& context);
std::unique_ptr<Problem> make_svm(const Settings& settings, const ProblemContext& context);
std::unique_ptr<Problem> make_logistic(const Settings& settings, const ProblemContext& context);
std::unique_ptr<Problem> make_diagonal(const Settings& settings, const ProblemContext& context);
std::unique_ptr<Problem> make_relu_1d(const Settings& settings, const ProblemContext& context);
std::unique_ptr<Problem> make_two_layer(const Settings& settings, const ProblemContext& context);
std::unique_ptr<Problem> make_three_layer(const Settings& settings, const ProblemContext& context);

}  // namespace largestep
