#include "datasets/read_picture.h"

#include <fmt/format.h>

#include <cstdlib>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/error.h"
#include "core/silent_stderr.h"
#include "files/atomic_file.h"

namespace largestep {
namespace {

constexpr std::size_t kLargestFile = std::size_t{64} << 20;

cv::Mat decode(const std::filesystem::path& path) {
  // OpenCV reads its limit once, before it allocates anything for a picture; a limit set by the user stays.
  static const bool limited = setenv("OPENCV_IO_MAX_IMAGE_PIXELS", "100000000", /*overwrite=*/0) == 0;
  auto bytes = read_file(path, kLargestFile);
  if (bytes.empty() || !limited) fail(ErrorKind::kData, "{} is empty", path.string());
  cv::Mat picture;
  try {
    const SilentStderr silent;  // what libpng and libjpeg print about a damaged file
    const cv::Mat file(1, static_cast<int>(bytes.size()), CV_8UC1, bytes.data());
    picture = cv::imdecode(file, cv::IMREAD_COLOR);
  } catch (const cv::Exception& error) {
    fail(ErrorKind::kData, "{} can't be decoded: {}", path.string(), error.err);
  }
  if (picture.empty())
    fail(ErrorKind::kData, "{} is no picture that can be decoded, such as PNG or JPEG", path.string());
  return picture;
}

}  // namespace

UserPicture read_picture(const std::filesystem::path& path, int side) {
  const auto picture = decode(path);
  const int shorter = std::min(picture.cols, picture.rows);
  const cv::Rect centre((picture.cols - shorter) / 2, (picture.rows - shorter) / 2, shorter, shorter);
  cv::Mat small;
  cv::resize(picture(centre), small, {side, side}, 0, 0, shorter > side ? cv::INTER_AREA : cv::INTER_LINEAR);
  cv::cvtColor(small, small, cv::COLOR_BGR2RGB);
  const auto pixels = torch::from_blob(small.data, {side, side, 3}, torch::kUInt8);
  return {.path = path,
          .width = picture.cols,
          .height = picture.rows,
          .image = pixels.permute({2, 0, 1}).contiguous().clone()};
}

std::string describe(const UserPicture& picture) {
  const auto side = picture.image.size(1);
  if (picture.width == side && picture.height == side) {
    return fmt::format("{}: {}x{}, taken as it is", picture.path.string(), side, side);
  }
  return fmt::format("{}: {}x{}, centre {}x{} resized to {}x{}", picture.path.string(), picture.width, picture.height,
                     picture.crop(), picture.crop(), side, side);
}

}  // namespace largestep
