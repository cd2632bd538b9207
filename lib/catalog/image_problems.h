#pragma once

#include <memory>

#include "catalog/problem_catalog.h"
#include "data/labelled_images.h"

namespace largestep {

/// The network that the settings ask for, on these images.
std::unique_ptr<Problem> classify(LabelledImages images, const Settings& settings, const ProblemContext& context);

// How settings make the problems on images of problem_catalog.h.

std::unique_ptr<Problem> make_image_classification(const Settings& settings, const ProblemContext& context);
std::unique_ptr<Problem> make_mlp(const Settings& settings, const ProblemContext& context);

}  // namespace largestep
