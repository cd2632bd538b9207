#include <gmock/gmock.h>
#include <torch/types.h>

#include "expect_error.h"
#include "model/networks/resnet18.h"
#include "problems/image_classification.h"
#include "train/checkpointer.h"

namespace largestep {
namespace {

ImageClassification tiny_problem() {
  ImageSet images{torch::zeros({4, 3, 32, 32}, torch::kUInt8), torch::zeros({4}, torch::kInt64)};
  return {ResNet18(ResNet18Options{.width = 1}).ptr(), {.train = images}, {.sampling = {.batch_size = 2}}};
}

TEST(RestoreCheckpoint, ChangesNothingIfAPartDoesNotFit) {
  auto problem = tiny_problem();
  Sgd sgd(problem.parameters(), {.momentum = 0.9});
  WeightAverage average(problem.parameters(), 0.9);
  const TrainingState state{problem, sgd, &average};
  auto checkpoint = take_checkpoint(state, {}, {.problem = "resnet18-cifar10", .config = ""});
  for (auto& [name, tensor] : checkpoint.model) tensor = tensor.clone().fill_(7);
  auto without_average = checkpoint;
  without_average.average.clear();
  auto with_other_momentum = checkpoint;
  with_other_momentum.momentum = {{"conv1.weight", torch::zeros({1})}};
  expect_error(ErrorKind::kData, {"average"}, [&] { restore_checkpoint(without_average, state); });
  expect_error(ErrorKind::kData, {"momentum"}, [&] { restore_checkpoint(with_other_momentum, state); });
  auto of_another = checkpoint;
  of_another.model.pop_back();
  expect_error(ErrorKind::kData, {"has no"}, [&] { restore_checkpoint(of_another, state); });
  auto without_generator = checkpoint;
  without_generator.rng = torch::zeros({17}, torch::kUInt8);
  expect_error(ErrorKind::kData, {"rng"}, [&] { restore_checkpoint(without_generator, state); });
  for (const auto& [name, tensor] : problem.state()) EXPECT_FALSE(tensor.eq(7).all().item<bool>()) << name;
  restore_checkpoint(checkpoint, state);
  for (const auto& [name, tensor] : problem.state()) EXPECT_TRUE(tensor.eq(7).all().item<bool>()) << name;
}

TEST(RestoreCheckpoint, RefusesARandomStateThatIsNone) {
  auto problem = tiny_problem();
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
