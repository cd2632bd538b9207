#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "data/labelled_images.h"

namespace largestep {

/// What tells data from others: "NAME = 1000 with checksum 0123abcd4567cdef\n", the examples counted and zlib's CRC-32
/// of inputs and targets, or "NAME = none\n" if the targets are undefined.
std::string fingerprint(const std::string& name, const at::Tensor& inputs, const at::Tensor& targets);

/// Of the images trained on and of the test images, a line each.
std::string fingerprint(const LabelledImages& images);

}  // namespace largestep
