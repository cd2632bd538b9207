#include "activity/classification_score.h"

#include <torch/nn/functional/loss.h>
#include <torch/types.h>

#include <limits>

#include "device/send.h"

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

ClassificationCounter::ClassificationCounter(std::int64_t classes) : classes_(classes) {}

void ClassificationCounter::add(const at::Tensor& logits, const at::Tensor& labels) {
  const torch::NoGradGuard no_grad;
  const auto values = logits.to(at::kFloat);
  const auto truth = send(labels, values.device());
  if (images_ == 0) {
    loss_sum_ = torch::zeros({}, values.options().dtype(at::kDouble));
    confusion_ = torch::zeros({classes_ * classes_}, truth.options());
  }
  loss_sum_ += torch::nn::functional::cross_entropy(
      values, truth, torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kSum));
  confusion_.scatter_add_(0, truth * classes_ + values.argmax(1), torch::ones_like(truth));
  images_ += labels.numel();
}

double ClassificationCounter::loss_sum() const { return images_ == 0 ? 0.0 : loss_sum_.item<double>(); }

at::Tensor ClassificationCounter::confusion() const {
  return images_ == 0 ? torch::zeros({classes_ * classes_}, at::kLong) : confusion_.cpu();
}

void ClassificationCounter::sum_over(Ranks& ranks) {
  auto all = confusion();
  ranks.all_reduce(all);
  std::vector<double> numbers{loss_sum(), static_cast<double>(images_)};
  ranks.all_reduce(numbers);
  confusion_ = std::move(all);
  loss_sum_ = torch::tensor(numbers[0], at::kDouble);
  images_ = static_cast<std::int64_t>(numbers[1]);
}

ClassificationScore ClassificationCounter::score() const {
  ClassificationScore score{.images = images_, .loss = images_ == 0 ? 0.0 : loss_sum() / static_cast<double>(images_)};
  const auto all = confusion();
  const auto counts = all.accessor<std::int64_t, 1>();
  for (std::int64_t i = 0; i < classes_; ++i) {
    auto& row = score.confusion.emplace_back();
    for (std::int64_t j = 0; j < classes_; ++j) row.push_back(counts[i * classes_ + j]);
  }
  return score;
}

}  // namespace largestep
