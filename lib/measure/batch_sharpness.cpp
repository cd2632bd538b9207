#include "measure/batch_sharpness.h"

#include <torch/types.h>

#include <algorithm>

#include "data/augment.h"
#include "data/epoch_order.h"
#include "measure/batch_loss.h"

namespace largestep {

BatchSharpness batch_sharpness(TappedNetwork& network, const ImageSet& train_set, const c10::Device& device,
                               const BatchSharpnessOptions& options) {
  const auto images = train_set.images.size(0);
  BatchSharpness result{.batches = 0, .batch_size = std::min(options.batch_size, images)};
  const auto dtype = network.parameters().front().scalar_type();
  const auto order = epoch_order(images, options.seed, /*epoch=*/0);
  double curvature = 0.0;
  double squared_norm = 0.0;
  double quotients = 0.0;
  for (std::int64_t from = 0; result.batches < options.batches && from + result.batch_size <= images;
       from += result.batch_size) {
    const auto indices = order.narrow(0, from, result.batch_size);
    const auto batch = make_batch(train_set.images, indices, {.augment = options.augment, .seed = options.seed});
    const BatchLoss loss(network, batch.to(device, dtype), train_set.labels.index_select(0, indices).to(device));
    const auto gradient = loss.gradient();
    const auto wide = gradient.to(at::kDouble);
    const double along = wide.dot(loss.hessian_times(gradient).to(at::kDouble)).item<double>();
    const double squared = wide.dot(wide).item<double>();
    curvature += along;
    squared_norm += squared;
    quotients += squared > 0.0 ? along / squared : 0.0;
    ++result.batches;
  }
  if (squared_norm > 0.0) result.sharpness = curvature / squared_norm;
  result.mean_rayleigh_quotient = quotients / static_cast<double>(result.batches);
  return result;
}

}  // namespace largestep
