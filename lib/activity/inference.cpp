#include "activity/inference.h"

#include <torch/types.h>

#include "activity/eval_mode.h"
#include "data/augment.h"
#include "data/device_batch.h"
#include "device/send.h"

namespace largestep {
namespace {

at::Tensor mirrored(const at::Tensor& images) { return images.flip(3).contiguous(at::MemoryFormat::ChannelsLast); }

}  // namespace

Ranks::Part part_of(std::int64_t images, const InferenceOptions& options) {
  return options.ranks == nullptr ? Ranks::Part{.first = 0, .count = images} : options.ranks->part(images);
}

ClassificationScore score_images(TappedNetwork& network, const ImageSet& images, const InferenceOptions& options) {
  const torch::NoGradGuard no_grad;
  const EvalModeScope eval_mode(network);
  const AutocastScope autocast(options.device, options.precision);
  ClassificationCounter counter(network.classes());
  const auto [first, count] = part_of(images.images.size(0), options);
  const bool on_cpu = options.device.is_cpu();
  const auto pictures = send(images.images, options.device);
  for (auto from = first; from < first + count; from += options.batch_size) {
    if (options.interrupted && options.interrupted()) break;
    const auto indices = torch::arange(from, std::min(from + options.batch_size, first + count));
    const auto batch = on_cpu ? make_batch(pictures, indices) : make_batch_on_device(pictures, indices);
    auto logits = network.forward(batch);
    if (options.flip) logits = (logits.to(at::kFloat) + network.forward(mirrored(batch)).to(at::kFloat)) / 2;
    if (options.on_logits) options.on_logits(logits);
    counter.add(logits, images.labels.index_select(0, indices));
  }
  if (options.ranks != nullptr) counter.sum_over(*options.ranks);
  return counter.score();
}

}  // namespace largestep
