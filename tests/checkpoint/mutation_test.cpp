// Damaged files: whatever is cut off or flipped, reading ends in a value or in Error{kData}.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <algorithm>
#include <fstream>

#include "checkpoint/checkpoint.h"
#include "core/error.h"
#include "core/random.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

class DamagedCheckpoint : public testing::Test {
 protected:
  DamagedCheckpoint() {
    save_checkpoint(path_, {.problem = "least-squares",
                            .model = {{"weight", torch::arange(24.0).reshape({2, 3, 4})}, {"count", torch::tensor(7)}},
                            .momentum = {{"weight", torch::ones({2, 3, 4})}},
                            .config = "seed = 1\n"});
    bytes_ = read_file(path_);
  }

  /// Whether load_checkpoint reads these bytes; any exception but Error{kData} fails the test.
  bool is_read(const std::string& bytes) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
    try {
      load_checkpoint(path_);
      return true;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kData) << error.what();
    }
    return false;
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "file.pt";
  std::string bytes_;
};

TEST_F(DamagedCheckpoint, IsRefusedWhereverItIsCutOff) {
  ASSERT_TRUE(is_read(bytes_));
  for (std::size_t size = 0; size < bytes_.size(); ++size) EXPECT_FALSE(is_read(bytes_.substr(0, size))) << size;
}

TEST_F(DamagedCheckpoint, IsRefusedWhenABitOfAWeightHasFlipped) {
  const float weights[] = {10.0F, 11.0F};
  const auto position = bytes_.find(std::string(reinterpret_cast<const char*>(weights), sizeof(weights)));
  ASSERT_NE(position, std::string::npos);
  auto damaged = bytes_;
  damaged[position] = static_cast<char>(damaged[position] ^ 1);
  EXPECT_FALSE(is_read(damaged));
}

bool same(const StateDict& a, const StateDict& b) {
  const auto equal = [](const auto& x, const auto& y) {
    return x.first == y.first && torch::equal(x.second, y.second);
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), equal);
}

TEST_F(DamagedCheckpoint, IsRefusedOrReadAsItWasWhicheverByteHasAFlippedBit) {
  const auto whole = load_checkpoint(path_);
  int unharmed = 0;
  for (std::size_t position = 0; position < bytes_.size(); ++position) {
    auto damaged = bytes_;
    damaged[position] = static_cast<char>(damaged[position] ^ (1 << position % 8));
    if (!is_read(damaged)) continue;
    ++unharmed;
    const auto read = load_checkpoint(path_);
    EXPECT_TRUE(same(read.model, whole.model) && same(read.momentum, whole.momentum) && read.config == whole.config &&
                read.progress.step == whole.progress.step && read.step_size_scale == whole.step_size_scale)
        << position;
  }
  EXPECT_LT(unharmed, static_cast<int>(bytes_.size()));
}

TEST_F(DamagedCheckpoint, NeverCrashesTheReader) {
  SplitMix64 random(1);
  int refused = 0;
  for (int round = 0; round < 1500; ++round) {
    auto damaged = bytes_;
    for (std::uint32_t flips = 1 + random.below(4); flips > 0; --flips) {
      damaged[random.below(static_cast<std::uint32_t>(damaged.size()))] = static_cast<char>(random.below(256));
    }
    if (!is_read(damaged)) ++refused;
  }
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace largestep
