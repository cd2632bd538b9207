#include "pictures/active_map.h"

#include <gmock/gmock.h>

#include "activity/active_fraction.h"
#include "model/networks/resnet18.h"

namespace largestep {
namespace {

TEST(ActiveMaps, AverageToTheActiveFractionOfTheLayer) {
  torch::manual_seed(1);
  ResNet18 network(ResNet18Options{.width = 4});
  const auto images = torch::randint(0, 256, {5, 3, 32, 32}, torch::kUInt8);
  const ActivityRecorder recorder(*network);
  const auto maps = active_maps(*network, images, {.batch_size = 2});
  ASSERT_EQ(maps.size(), 4u);
  EXPECT_EQ(maps[0].share.sizes(), (std::vector<std::int64_t>{5, 32, 32}));
  EXPECT_EQ(maps[3].share.sizes(), (std::vector<std::int64_t>{5, 4, 4}));
  int compared = 0;
  for (const auto& activity : recorder.activities()) {
    for (const auto& map : maps) {
      if (map.layer != activity.name) continue;
      EXPECT_NEAR(map.share.mean().item<double>(), activity.active_fraction, 1e-6) << map.layer;
      ++compared;
    }
  }
  EXPECT_EQ(compared, 4);
}

}  // namespace
}  // namespace largestep
