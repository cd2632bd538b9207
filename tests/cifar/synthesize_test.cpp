#include "cifar/synthesize.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <fstream>
#include <memory>
#include <vector>

#include "cifar/cifar_reader.h"
#include "cifar/synthetic_image.h"
#include "cifar/verify_cifar10.h"
#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

constexpr std::uint64_t kSeed = 7;

/// One synthetic data set for all tests.
class SynthesizedSet : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    directory_ = std::make_unique<TemporaryDirectory>();
    synthesize_cifar10(directory_->path(), kSeed);
  }
  static void TearDownTestSuite() { directory_.reset(); }

  static const std::filesystem::path& set() { return directory_->path(); }

 private:
  static inline std::unique_ptr<TemporaryDirectory> directory_;
};

TEST_F(SynthesizedSet, IsMarkedAndVerifiesAsSynthetic) {
  for (const auto& check : verify_cifar10(set())) {
    EXPECT_EQ(check.state, FileCheck::State::kSynthetic) << check.name;
  }
  EXPECT_TRUE(is_synthetic(set()));
  EXPECT_FALSE(is_official_cifar10(set()));
}

TEST_F(SynthesizedSet, DependsOnTheSeedOnlyAndBalancesTheClassesInEveryPrefix) {
  const auto test = load_cifar(cifar10_format(), set(), Split::kTest);
  for (const std::int64_t n : {10, 1'000, 10'000}) {
    EXPECT_TRUE(torch::equal(test.labels.slice(0, 0, n).bincount(), torch::full({10}, n / 10, torch::kInt64)));
  }
  std::vector<std::uint8_t> pixels(kCifarImageBytes);
  SplitMix64 random(stream_seed(kSeed, RandomStream::kSynthesis, /*file=*/5, /*record=*/123));
  draw_synthetic_image(3, random, std::span<std::uint8_t, kCifarImageBytes>(pixels.data(), kCifarImageBytes));
  EXPECT_TRUE(torch::equal(test.images[123].flatten(), torch::tensor(pixels, torch::kUInt8)));
  EXPECT_FALSE(torch::equal(test.images[123], test.images[133]));
}

TEST_F(SynthesizedSet, TellsItsClassesApartButHardlyToALinearClassifier) {
  const auto train = load_cifar(cifar10_format(), set(), Split::kTrain);
  const auto test = load_cifar(cifar10_format(), set(), Split::kTest);
  std::vector<torch::Tensor> means;
  for (int label = 0; label < 10; ++label) {
    means.push_back(train.images.slice(0, label, 10'000, 10).to(torch::kFloat).mean(0).flatten());
  }
  const auto distances = torch::cdist(test.images.to(torch::kFloat).flatten(1), torch::stack(means));
  const double accuracy = distances.argmin(1).eq(test.labels).to(torch::kFloat).mean().item<double>();
  EXPECT_GT(accuracy, 0.12);  // chance is 0.1 with a standard deviation of 0.003
  EXPECT_LT(accuracy, 0.3);
}

TEST(Synthesize, DoesNotReplaceFilesThatAreNotMarked) {
  const TemporaryDirectory directory;
  std::ofstream(directory.path() / "data_batch_2.bin") << "precious";
  expect_error(ErrorKind::kInvalidArgument, {"data_batch_2.bin", directory.path().string()},
               [&] { synthesize_cifar10(directory.path(), 0); });
  EXPECT_EQ(read_file(directory.path() / "data_batch_2.bin"), "precious");
  EXPECT_FALSE(is_synthetic(directory.path()));
}

}  // namespace
}  // namespace largestep
