#include "pictures/exciting_images.h"

#include "core/error.h"

namespace largestep {

ChannelExcitement::ChannelExcitement(TappedNetwork& network, const std::string& tap, std::vector<std::int64_t> channels)
    : tap_(tap), channels_(std::move(channels)) {
  subscription_ = subscribe(network, tap, [this](const std::string&, const torch::Tensor& activations) {
    auto means = activations.to(torch::kFloat);
    if (means.dim() > 2) means = means.flatten(2).mean(2);
    for (const auto channel : channels_) {
      if (channel >= 0 && channel < means.size(1)) continue;
      fail(ErrorKind::kInvalidArgument, "channel {} is not one of {}, which has channels 0 to {}", channel, tap_,
           means.size(1) - 1);
    }
    batches_.push_back(means.index_select(1, torch::tensor(channels_, means.options().dtype(torch::kLong))).cpu());
  });
}

std::vector<std::int64_t> ChannelExcitement::strongest(std::size_t i, std::int64_t count) const {
  const auto excitement = torch::cat(batches_).select(1, static_cast<std::int64_t>(i));
  const auto order = std::get<1>(excitement.sort(/*stable=*/true, /*dim=*/0, /*descending=*/true));
  const auto first = order.slice(0, 0, count).contiguous();
  return {first.data_ptr<std::int64_t>(), first.data_ptr<std::int64_t>() + first.numel()};
}

}  // namespace largestep
