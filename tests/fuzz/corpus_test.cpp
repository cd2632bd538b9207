// The fuzzers' inputs, replayed: the files of tests/corpus as they are, cut off, and with bytes changed.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "core/random.h"
#include "files/atomic_file.h"
#include "fuzz/targets.h"

namespace largestep {
namespace {

struct Target {
  const char* name;  ///< folder of tests/corpus
  void (*run)(std::string_view);
};

class Corpus : public testing::TestWithParam<Target> {
 protected:
  static std::vector<std::filesystem::path> files() {
    const auto folder = std::filesystem::path(LARGESTEP_TESTS_DIR) / "corpus" / GetParam().name;
    std::vector<std::filesystem::path> files(std::filesystem::directory_iterator(folder), {});
    std::sort(files.begin(), files.end());
    EXPECT_FALSE(files.empty());
    return files;
  }

  static void run(const std::string& input, const std::string& what) { EXPECT_NO_THROW(GetParam().run(input)) << what; }
};

TEST_P(Corpus, IsReadOrRefused) {
  for (const auto& file : files()) run(read_file(file), file.filename().string());
}

TEST_P(Corpus, IsReadOrRefusedWhenCutOff) {
  constexpr std::size_t kCuts = 40;
  for (const auto& file : files()) {
    const auto input = read_file(file);
    const auto step = input.size() / kCuts + 1;
    for (std::size_t size = 0; size < input.size(); size += step) {
      run(input.substr(0, size), file.filename().string() + " cut to " + std::to_string(size));
    }
  }
}

TEST_P(Corpus, IsReadOrRefusedWhenDamaged) {
  constexpr int kRounds = 40;
  SplitMix64 random(7);
  for (const auto& file : files()) {
    const auto input = read_file(file);
    for (int round = 0; round < kRounds && !input.empty(); ++round) {
      auto damaged = input;
      for (auto changes = 1 + random.below(3); changes > 0; --changes) {
        damaged[random.below(static_cast<std::uint32_t>(damaged.size()))] = static_cast<char>(random.below(256));
      }
      run(damaged, file.filename().string() + " damaged, round " + std::to_string(round));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Corpus,
                         testing::Values(Target{"cifar_records", fuzz_cifar_records},
                                         Target{"png_import", fuzz_png_import},
                                         Target{"csv_examples", fuzz_csv_examples}, Target{"settings", fuzz_settings},
                                         Target{"checkpoint", fuzz_checkpoint}, Target{"features", fuzz_features},
                                         Target{"run_directory", fuzz_run_directory}),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace largestep
