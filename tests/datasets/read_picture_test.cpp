#include "datasets/read_picture.h"

#include <gmock/gmock.h>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

const cv::Scalar kBlue(255, 0, 0), kRed(0, 0, 255);

/// A red picture with a blue square of that side in its centre.
cv::Mat blue_square(int width, int height, int side) {
  cv::Mat picture(height, width, CV_8UC3, kRed);
  picture(cv::Rect((width - side) / 2, (height - side) / 2, side, side)) = kBlue;
  return picture;
}

TEST(ReadPicture, TakesTheLargestSquareInTheCentre) {
  const TemporaryDirectory directory;
  for (const auto& [width, height] : {std::pair{200, 96}, std::pair{96, 160}, std::pair{33, 97}, std::pair{20, 30}}) {
    const auto path = directory.path() / "picture.png";
    cv::imwrite(path.string(), blue_square(width, height, std::min(width, height)));
    const auto picture = read_picture(path);
    EXPECT_EQ(picture.width, width);
    EXPECT_EQ(picture.height, height);
    ASSERT_EQ(picture.image.sizes(), (std::vector<std::int64_t>{3, 32, 32}));
    EXPECT_TRUE((picture.image[0] == 0).all().item<bool>()) << width << "x" << height;
    EXPECT_TRUE((picture.image[2] == 255).all().item<bool>()) << width << "x" << height;
  }
}

TEST(ReadPicture, LeavesA32x32PictureAsItIs) {
  const TemporaryDirectory directory;
  cv::Mat picture(32, 32, CV_8UC3);
  cv::randu(picture, 0, 256);
  const auto path = directory.path() / "picture.png";
  cv::imwrite(path.string(), picture);
  const auto read = read_picture(path);
  EXPECT_EQ(read.image[0][3][5].item<int>(), picture.at<cv::Vec3b>(3, 5)[2]);
  EXPECT_EQ(read.image[2][31][0].item<int>(), picture.at<cv::Vec3b>(31, 0)[0]);
  EXPECT_THAT(describe(read), testing::EndsWith("32x32, taken as it is"));
}

TEST(ReadPicture, ShrinksByTheMeanOfAnArea) {
  const TemporaryDirectory directory;
  cv::Mat picture(64, 64, CV_8UC1);
  cv::randu(picture, 0, 256);
  const auto path = directory.path() / "grey.png";
  cv::imwrite(path.string(), picture);
  const auto read = read_picture(path);
  for (int y = 0; y < 32; ++y) {
    const double mean = cv::mean(picture(cv::Rect(2 * y, 2 * y, 2, 2)))[0];
    EXPECT_NEAR(read.image[1][y][y].item<double>(), mean, 0.51);
  }
}

TEST(ReadPicture, ReadsJpegAndDropsTransparency) {
  const TemporaryDirectory directory;
  const auto jpeg = directory.path() / "picture.jpg", png = directory.path() / "see-through.png";
  cv::imwrite(jpeg.string(), cv::Mat(50, 50, CV_8UC3, kRed));
  cv::imwrite(png.string(), cv::Mat(50, 50, CV_8UC4, cv::Scalar(0, 0, 255, 100)));
  EXPECT_GT(read_picture(jpeg).image[0].min().item<int>(), 245);
  EXPECT_EQ(read_picture(png).image[0].min().item<int>(), 255);
}

TEST(ReadPicture, NamesAFileThatIsNoPicture) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "notes.txt";
  for (const std::string content : {"", "not a picture", "\x89PNG\r\n\x1a\n broken"}) {
    write_file_atomically(path, content);
    expect_error(ErrorKind::kData, {"notes.txt"}, [&] { read_picture(path); });
  }
  expect_error(ErrorKind::kData, {"missing.png"}, [&] { read_picture(directory.path() / "missing.png"); });
}

}  // namespace
}  // namespace largestep
