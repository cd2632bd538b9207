#include "pictures/mistakes.h"

#include <algorithm>

namespace largestep {

std::vector<Mistake> surest_mistakes(const torch::Tensor& logits, const torch::Tensor& labels, std::size_t count) {
  const auto [probabilities, predictions] = torch::softmax(logits.to(torch::kDouble), 1).max(1);
  const auto probability = probabilities.accessor<double, 1>();
  const auto predicted = predictions.accessor<std::int64_t, 1>();
  const auto truth = labels.accessor<std::int64_t, 1>();
  std::vector<Mistake> mistakes;
  for (std::int64_t i = 0; i < truth.size(0); ++i) {
    if (predicted[i] != truth[i]) mistakes.push_back({i, truth[i], predicted[i], probability[i]});
  }
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const auto& a, const auto& b) { return a.probability > b.probability; });
  mistakes.resize(std::min(mistakes.size(), count));
  return mistakes;
}

}  // namespace largestep
