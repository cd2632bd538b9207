#pragma once

#include <memory>

#include "settings/settings.h"

namespace c10 {
struct Device;
}

namespace largestep {

class MeasuredProblem;

// What the entries of problem_catalog.cpp make: a problem and its data from settings in which everything is resolved.
// They throw Error{kData} or Error{kInvalidArgument} for data of the user's that can't be used.

std::unique_ptr<MeasuredProblem> make_least_squares(const Settings& settings, const c10::Device& device);
std::unique_ptr<MeasuredProblem> make_svm(const Settings& settings, const c10::Device& device);
std::unique_ptr<MeasuredProblem> make_logistic(const Settings& settings, const c10::Device& device);
std::unique_ptr<MeasuredProblem> make_diagonal(const Settings& settings, const c10::Device& device);
std::unique_ptr<MeasuredProblem> make_relu_1d(const Settings& settings, const c10::Device& device);
std::unique_ptr<MeasuredProblem> make_two_layer(const Settings& settings, const c10::Device& device);
std::unique_ptr<MeasuredProblem> make_three_layer(const Settings& settings, const c10::Device& device);
std::unique_ptr<MeasuredProblem> make_mlp(const Settings& settings, const c10::Device& device);

}  // namespace largestep
