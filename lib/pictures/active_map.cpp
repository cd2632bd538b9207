#include "pictures/active_map.h"

namespace largestep {

std::vector<ActiveMap> active_maps(TappedNetwork& network, const torch::Tensor& images,
                                   const InferenceOptions& options) {
  std::vector<ActiveMap> maps;
  std::vector<std::vector<torch::Tensor>> batches;
  std::vector<TapSubscription> subscriptions;
  auto blocks = network.blocks();
  blocks.pop_back();  // the features that classes are read off have no positions
  for (const auto& [name, tap] : blocks) {
    const auto place = maps.size();
    maps.push_back({tap, {}});
    batches.emplace_back();
    subscriptions.push_back(subscribe(network, tap, [&batches, place](const std::string&, const torch::Tensor& seen) {
      batches[place].push_back(seen.gt(0).to(torch::kFloat).mean(1).cpu());
    }));
  }
  score_images(network, {.images = images, .labels = torch::zeros({images.size(0)}, torch::kLong)}, options);
  for (std::size_t i = 0; i < maps.size(); ++i) maps[i].share = torch::cat(batches[i]);
  return maps;
}

}  // namespace largestep
