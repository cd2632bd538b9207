#include "datasets/picture_folder.h"

#include <gmock/gmock.h>
#include <torch/torch.h>

#include <opencv2/imgcodecs.hpp>

#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

class PictureFolder : public testing::Test {
 protected:
  void draw(const std::string& name, int red, int side = 40) const {
    const auto path = directory_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    cv::imwrite(path.string(), cv::Mat(side, side, CV_8UC3, cv::Scalar(0, 0, red)));
  }
  ImageSet load(Split split, std::int64_t side = 16) const { return dataset_.load(directory_.path(), split, side); }

  DatasetSpec dataset_ = picture_folder();
  TemporaryDirectory directory_;
};

TEST_F(PictureFolder, TakesItsClassesFromTheFoldersNames) {
  draw("train/dog/1.png", 10);
  draw("train/dog/2.JPG", 20);
  draw("train/cat/1.bmp", 30);
  draw("val/cat/9.png", 40);
  write_file_atomically(directory_.path() / "train/cat/Thumbs.db", "no picture");
  std::filesystem::create_directories(directory_.path() / "train/.hidden");
  EXPECT_THAT(dataset_.classes(directory_.path()), testing::ElementsAre("cat", "dog"));
  const auto train = load(Split::kTrain);
  ASSERT_EQ(train.images.sizes(), (std::vector<std::int64_t>{3, 3, 16, 16}));
  for (std::int64_t i = 0; i < 3; ++i) {
    const auto red = train.images[i][0][8][8].item<int>();
    EXPECT_EQ(train.labels[i].item<int>(), red > 25 ? 0 : 1) << red;
    EXPECT_EQ(train.images[i][1].sum().item<int>() < 500, true);
  }
  const auto test = load(Split::kTest);
  EXPECT_EQ(test.labels.numel(), 1);
  EXPECT_EQ(test.images[0][0][0][0].item<int>(), 40);
}

TEST_F(PictureFolder, HasNoTestSetWithoutTheFolders) {
  draw("a/1.png", 1);
  draw("b/1.png", 2);
  EXPECT_EQ(load(Split::kTrain).labels.numel(), 2);
  EXPECT_FALSE(load(Split::kTest).labels.defined());
}

TEST_F(PictureFolder, MixesTheClassesSoThatTheFirstImagesAreASample) {
  for (int i = 0; i < 20; ++i) {
    draw("a/" + std::to_string(i) + ".png", 1, 8);
    draw("b/" + std::to_string(i) + ".png", 2, 8);
  }
  const auto first = load(Split::kTrain, 8).labels.narrow(0, 0, 20).sum().item<int>();
  EXPECT_GT(first, 3);
  EXPECT_LT(first, 17);
}

TEST_F(PictureFolder, RefusesWhatIsNoSuchFolder) {
  expect_error(ErrorKind::kData, {"has 0 folders", "train/CLASS"}, [&] { load(Split::kTrain); });
  draw("train/a/1.png", 1);
  draw("train/b/1.png", 1);
  draw("test/c/1.png", 1);
  expect_error(ErrorKind::kData, {"c is a class that the training pictures do not have"}, [&] { load(Split::kTest); });
  std::filesystem::create_directories(directory_.path() / "train/empty");
  expect_error(ErrorKind::kData, {"empty has no pictures"}, [&] { load(Split::kTrain); });
  write_file_atomically(directory_.path() / "train/empty/broken.png", "\x89PNG");
  expect_error(ErrorKind::kData, {"broken.png"}, [&] { load(Split::kTrain); });
}

}  // namespace
}  // namespace largestep
