#pragma once

#include <memory>

#include "catalog/problem_catalog.h"

namespace largestep {

// How settings make the problems on images of problem_catalog.h.

std::unique_ptr<Problem> make_image_classification(const Settings& settings, const ProblemContext& context);
std::unique_ptr<Problem> make_mlp(const Settings& settings, const ProblemContext& context);

}  // namespace largestep
