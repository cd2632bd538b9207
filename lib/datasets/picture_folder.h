#pragma once

#include "datasets/dataset_spec.h"

namespace largestep {

/// Any pictures in folders named after their classes, of the catalogue: DIR/train/CLASS/*.png and DIR/test/CLASS/*.png
/// (val or validation for test), or DIR/CLASS/*.png, which has no test set. PNG, JPEG, BMP, WebP, TIFF and PPM; the
/// classes are the folders of the training set by name, hidden ones left out; other files are passed over.
///
/// The images come in an order drawn once and for all, so that the first N are a sample of all classes.
DatasetSpec picture_folder();

}  // namespace largestep
