#include "records/weight_recorder.h"

#include <gmock/gmock.h>
#include <torch/torch.h>

#include "core/error.h"
#include "file_size_limit.h"
#include "files/atomic_file.h"
#include "small_problems/relu_network.h"
#include "small_problems/synthetic_data.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

/// The start of a run on the one-dimensional regression, or of one that goes on before its first checkpoint.
void begin(const std::filesystem::path& directory, std::int64_t resume_from_step) {
  const auto points = torch::tensor({{1.0, 2.0}, {3.0, 4.0}}, torch::kDouble);
  ReluNetwork problem(one_dimensional_start(2, 1), one_dimensional_data(), {.batch_size = 1, .seed = 1},
                      {.curve_inputs = torch::zeros({3, 1}, torch::kDouble), .landmarks = {{"points", points}}});
  WeightRecorder recorder(problem, directory, {.every = 10, .last_step = 20}, resume_from_step);
  recorder.on_start({});
}

TEST(WeightRecorder, MakesUpForAStartThatAFullDiskCutShort) {
  const TemporaryDirectory directory;
  begin(directory.path(), -1);
  const auto weights = read_file(directory.path() / "weights.csv");
  const auto curve = read_file(directory.path() / "curve.csv");
  ASSERT_THAT(weights, testing::HasSubstr("\n0,0,points,3,4\n"));
  ASSERT_EQ(std::count(curve.begin(), curve.end(), '\n'), 1 + 3);
  int cut_short = 0;
  for (std::size_t room = 0; room < weights.size(); room += 5) {
    const TemporaryDirectory other;
    try {
      const FileSizeLimit limit(room);
      begin(other.path(), -1);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kWrite);
      ++cut_short;
    }
    begin(other.path(), 0);
    EXPECT_EQ(read_file(other.path() / "weights.csv"), weights) << room;
    EXPECT_EQ(read_file(other.path() / "curve.csv"), curve) << room;
  }
  EXPECT_GT(cut_short, 20);
}

TEST(WeightRecorder, MakesUpForAStartThatAKillCutShort) {
  const TemporaryDirectory whole;
  begin(whole.path(), -1);
  const auto curve = read_file(whole.path() / "curve.csv");
  for (std::size_t bytes = 0; bytes < curve.size(); bytes += 3) {
    const TemporaryDirectory directory;
    write_file_atomically(directory.path() / "weights.csv", "step,epoch,parameter,index,value\n");
    write_file_atomically(directory.path() / "curve.csv", curve.substr(0, bytes));
    begin(directory.path(), 0);
    EXPECT_EQ(read_file(directory.path() / "curve.csv"), curve) << bytes;
    EXPECT_EQ(read_file(directory.path() / "weights.csv"), read_file(whole.path() / "weights.csv")) << bytes;
  }
}

}  // namespace
}  // namespace largestep
