#pragma once

#include "data/image_set.h"
#include "datasets/image_source.h"
#include "settings/settings.h"

namespace largestep {

/// The images of a run. @param settings  resolved: `data` is the directory
ImageSource image_source(const Settings& settings);

/// The training set as a run uses it: of its first `train-size` images the last `validation-size` are held out.
struct TrainingImages {
  ImageSet train;
  ImageSet validation;  ///< undefined tensors if nothing is held out
};

/// @param all  the training set, whole; the result shares its memory
/// @throws Error{kInvalidArgument} if nothing is left to train on.
TrainingImages training_images(const Settings& settings, const ImageSet& all);

/// The first `test-size` of the test images, which may be none; all of them if it is 0.
/// @throws Error{kInvalidArgument} if there are fewer.
ImageSet test_images(const Settings& settings, const ImageSet& all);

}  // namespace largestep
