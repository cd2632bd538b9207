#include "measure/classification_score.h"

#include <torch/nn/functional/loss.h>
#include <torch/types.h>

#include <limits>

namespace largestep {

double ClassificationScore::accuracy() const {
  std::int64_t right = 0;
  for (std::size_t i = 0; i < confusion.size(); ++i) right += confusion[i][i];
  return images == 0 ? 0.0 : static_cast<double>(right) / static_cast<double>(images);
}

std::vector<double> ClassificationScore::per_class_accuracy() const {
  std::vector<double> accuracies;
  for (std::size_t i = 0; i < confusion.size(); ++i) {
    std::int64_t total = 0;
    for (const auto count : confusion[i]) total += count;
    accuracies.push_back(total == 0 ? std::numeric_limits<double>::quiet_NaN()
                                    : static_cast<double>(confusion[i][i]) / static_cast<double>(total));
  }
  return accuracies;
}

ClassificationCounter::ClassificationCounter(std::int64_t classes)
    : classes_(classes), confusion_(torch::zeros({classes * classes}, at::kLong)) {}

void ClassificationCounter::add(const at::Tensor& logits, const at::Tensor& labels) {
  const torch::NoGradGuard no_grad;
  const auto on_cpu = logits.to(at::kCPU, at::kFloat);
  const auto total = torch::nn::functional::cross_entropy(
      on_cpu, labels, torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kSum));
  loss_sum_ += total.item<double>();
  confusion_ += torch::bincount(labels * classes_ + on_cpu.argmax(1), {}, classes_ * classes_);
  images_ += labels.numel();
}

void ClassificationCounter::sum_over(Ranks& ranks) {
  ranks.sum(confusion_);
  std::vector<double> numbers{loss_sum_, static_cast<double>(images_)};
  ranks.sum(numbers);
  loss_sum_ = numbers[0];
  images_ = static_cast<std::int64_t>(numbers[1]);
}

ClassificationScore ClassificationCounter::score() const {
  ClassificationScore score{.images = images_, .loss = images_ == 0 ? 0.0 : loss_sum_ / static_cast<double>(images_)};
  const auto counts = confusion_.accessor<std::int64_t, 1>();
  for (std::int64_t i = 0; i < classes_; ++i) {
    auto& row = score.confusion.emplace_back();
    for (std::int64_t j = 0; j < classes_; ++j) row.push_back(counts[i * classes_ + j]);
  }
  return score;
}

}  // namespace largestep
