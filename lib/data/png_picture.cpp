#include "data/png_picture.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/error.h"
#include "data/png_structure.h"

namespace largestep {
namespace {

constexpr int kRgb = 2;

cv::Mat decode(std::string_view bytes) {
  try {
    const cv::Mat file(1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<char*>(bytes.data()));
    return cv::imdecode(file, cv::IMREAD_UNCHANGED);
  } catch (const cv::Exception& error) {
    fail(ErrorKind::kData, "it can't be decoded: {}", error.err);
  }
}

}  // namespace

RgbPicture decode_png(std::string_view bytes, std::size_t width, std::size_t height) {
  const auto header = check_png(bytes);
  if (header.width != width || header.height != height || header.bit_depth != 8 || header.colour_type != kRgb) {
    fail(ErrorKind::kData, "it is {}x{} with colours of type {} and {} bits, but 8-bit RGB of {}x{} was expected",
         header.width, header.height, header.colour_type, header.bit_depth, width, height);
  }
  const auto picture = decode(bytes);
  if (picture.type() != CV_8UC3 || picture.cols != static_cast<int>(width) ||
      picture.rows != static_cast<int>(height)) {
    fail(ErrorKind::kData, "it can't be decoded");
  }
  RgbPicture rgb{.width = width, .height = height, .pixels = std::vector<unsigned char>(width * height * 3)};
  cv::Mat out(picture.rows, picture.cols, CV_8UC3, rgb.pixels.data());
  cv::cvtColor(picture, out, cv::COLOR_BGR2RGB);
  return rgb;
}

}  // namespace largestep
