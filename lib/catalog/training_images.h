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

}  // namespace largestep
