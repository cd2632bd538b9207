#include <gmock/gmock.h>
#include <torch/types.h>

#include "expect_error.h"
#include "model/networks/resnet18.h"
#include "problems/image_classification.h"
#include "train/checkpointer.h"

namespace largestep {
namespace {

TEST(RestoreCheckpoint, RefusesARandomStateThatIsNone) {
  ImageSet images{torch::zeros({4, 3, 32, 32}, torch::kUInt8), torch::zeros({4}, torch::kInt64)};
  ImageClassification problem(ResNet18(ResNet18Options{.width = 1}).ptr(), {.train = images},
                              {.sampling = {.batch_size = 2}});
  Sgd sgd(problem.parameters(), {.momentum = 0});
  const TrainingState state{problem, sgd, nullptr};
  const auto checkpoint = take_checkpoint(state, {}, {.problem = "resnet18-cifar10", .config = ""});
  restore_checkpoint(checkpoint, state);
  auto noise = checkpoint.rng.clone().fill_(0xff);
  for (const auto& bad : {torch::zeros({17}, torch::kUInt8), torch::zeros({0}, torch::kUInt8), noise}) {
    auto damaged = checkpoint;
    damaged.rng = bad;
    expect_error(ErrorKind::kData, {"rng"}, [&] { restore_checkpoint(damaged, state); });
  }
}

}  // namespace
}  // namespace largestep
