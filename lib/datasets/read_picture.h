#pragma once

#include <torch/types.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "data/image_side.h"

namespace largestep {

/// A picture of any size as a network takes it.
struct UserPicture {
  std::filesystem::path path;
  std::int64_t width = 0;   ///< of the file, in pixels
  std::int64_t height = 0;  ///< of the file
  torch::Tensor image;      ///< uint8 [3, side, side], red, green, blue
  std::int64_t crop() const { return std::min(width, height); }
};

/// Reads PNG, JPEG or what else OpenCV decodes, turned as its EXIF data say, as 8-bit colour without transparency; cuts
/// out the largest square in the centre and resizes it to side x side pixels, by area when it shrinks.
/// @throws Error{kData} naming the file if it is missing, no picture, over 64 MiB or over 100 million pixels;
///         Error{kInvalidArgument} if the program was built without OpenCV.
UserPicture read_picture(const std::filesystem::path& path, int side = kUsualImageSide);

/// "photo.jpg: 1920x1080, centre 1080x1080 resized to 32x32"
std::string describe(const UserPicture& picture);

}  // namespace largestep
