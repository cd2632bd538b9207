#include "pictures/network_pictures.h"

#include <gmock/gmock.h>

#include <opencv2/imgcodecs.hpp>

#include "model/networks/resnet18.h"
#include "pictures/picture_sheet.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

TEST(FilterImages, PutZeroAtGreyAndTheLargestWeightAtAnEnd) {
  ResNet18 network(ResNet18Options{.width = 4});
  const torch::NoGradGuard no_grad;
  auto weight = network->named_parameters()["conv1.weight"];
  weight.zero_();
  weight[1][2][0][1] = -0.02;
  weight[1][0][2][2] = 0.01;
  const auto images = filter_images(*network);
  EXPECT_TRUE(((images[0] == 127) | (images[0] == 128)).all().item<bool>());
  EXPECT_EQ(images[1][2][0][1].item<int>(), 0);
  EXPECT_NEAR(images[1][0][2][2].item<int>(), 191, 1);
}

TEST(Overlay, IsBrighterWhereTheMapIs) {
  const auto image = torch::full({3, 8, 8}, 128, torch::kUInt8);
  auto map = torch::zeros({8, 8});
  map.slice(1, 4) = 1;
  const auto laid = overlay(image, map).to(torch::kFloat).mean(0);
  EXPECT_GT(laid.slice(1, 4).mean().item<float>(), laid.slice(1, 0, 4).mean().item<float>() + 80);
}

TEST(PictureSheet, ShowsEachImageInItsTileWithItsColours) {
  const TemporaryDirectory directory;
  auto red = torch::zeros({3, 4, 4}, torch::kUInt8), blue = red.clone();
  red[0].fill_(255);
  blue[2].fill_(255);
  write_sheet({.title = "Two", .text = "", .tile_side = 40, .sharp_pixels = true, .rows = {{"", {{red}, {blue}}}}},
              directory.path() / "sheet.png");
  const auto sheet = cv::imread((directory.path() / "sheet.png").string());
  int reds = 0, blues = 0;
  for (int y = 0; y < sheet.rows; ++y) {
    for (int x = 0; x < sheet.cols; ++x) {
      reds += sheet.at<cv::Vec3b>(y, x) == cv::Vec3b(0, 0, 255);
      blues += sheet.at<cv::Vec3b>(y, x) == cv::Vec3b(255, 0, 0);
    }
  }
  EXPECT_EQ(reds, 1600);
  EXPECT_EQ(blues, 1600);
}

TEST(NetworkPictures, AreFourFilesThatDecode) {
  const TemporaryDirectory directory;
  torch::manual_seed(3);
  ResNet18 network(ResNet18Options{.width = 4});
  const ImageSet test_set{.images = torch::randint(0, 256, {12, 3, 32, 32}, torch::kUInt8),
                          .labels = torch::arange(12) % 10};
  const auto pictures = write_network_pictures(
      *network, test_set,
      {.images_per_channel = 5, .mistakes = 4, .class_names = std::vector<std::string>(10, "class")}, {},
      directory.path() / "new", "run-");
  ASSERT_EQ(pictures.size(), 4u);
  for (const auto& picture : pictures) {
    EXPECT_FALSE(picture.title.empty());
    EXPECT_FALSE(cv::imread(picture.path.string()).empty()) << picture.path;
  }
  EXPECT_EQ(pictures[2].path.filename(), "run-mistakes.png");
}

}  // namespace
}  // namespace largestep
