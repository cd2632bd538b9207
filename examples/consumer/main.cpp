// Trains ten steps of a small ResNet-18 on random images and watches its last block while it does.
#include <largestep/activity/active_fraction.h>
#include <largestep/core/version.h>
#include <largestep/model/networks/resnet18.h>
#include <largestep/problems/image_classification.h>
#include <largestep/train/loop.h>
#include <torch/torch.h>

#include <cstdio>
#include <string>

using namespace largestep;

/// Prints every step.
class Printer final : public TrainingObserver {
 public:
  Verdict on_step(const StepEvent& event) override {
    std::printf("step %2d  step size %g  loss %.4f  active %.3f\n", static_cast<int>(event.at.step), event.step_size,
                event.loss.value(), active);
    return Verdict::kContinue;
  }
  double active = 0.0;
};

int main() {
  std::printf("largestep %s\n", std::string(version()).c_str());
  torch::manual_seed(0);
  const ImageSet images{.images = torch::randint(0, 256, {320, 3, 32, 32}, torch::kUInt8),
                        .labels = torch::randint(0, 10, {320}, torch::kInt64)};
  ImageClassification problem(ResNet18(ResNet18Options{.width = 4}).ptr(), {.train = images},
                              {.sampling = {.batch_size = 32}});
  Sgd sgd(problem.parameters(), {.momentum = 0.9});
  const StepSizeSchedule schedule({.schedule = "large-then-decay", .step_size = 0.05});

  Printer printer;
  const auto subscription =
      subscribe(*problem.network(), "layer4.1.relu2", [&](const std::string&, const torch::Tensor& activations) {
        printer.active = active_fraction(activations);  // [32, 32, 4, 4]: images, channels, height, width
      });
  train(problem, sgd, schedule, {.epochs = 1}, printer);
}
