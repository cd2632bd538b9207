// Checkpoints that are whole as files but not what they should be: evaluate and sparsity load them through this.
#include "loading/load_network.h"

#include <gmock/gmock.h>
#include <torch/types.h>

#include <limits>

#include "expect_error.h"
#include "model/networks/resnet18.h"
#include "temporary_directory.h"
#include "train/checkpointer.h"

namespace largestep {
namespace {

using testing::HasSubstr;

class LoadNetwork : public testing::Test {
 protected:
  LoadNetwork() {
    ResNet18 network(ResNet18Options{.width = 2});
    for (const auto& item : network->named_parameters()) add(item);
    for (const auto& item : network->named_buffers()) add(item);
  }

  template <typename Item>
  void add(const Item& item) {
    checkpoint_.model.emplace_back(item.key(), item.value().detach());
  }

  at::Tensor& weight(const std::string& name) {
    for (auto& [key, tensor] : checkpoint_.model) {
      if (key == name) return tensor;
    }
    throw std::out_of_range(name);
  }

  LoadedNetwork load() const {
    save_checkpoint(path_, checkpoint_);
    return load_network(path_, c10::kCPU);
  }

  std::string why_refused() const {
    return expect_error(ErrorKind::kData, {path_.string()}, [&] { load(); });
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "file.pt";
  Checkpoint checkpoint_{.problem = "resnet18-cifar10", .width = 2};
};

TEST_F(LoadNetwork, TakesTheWeightsAsTheyAre) {
  const auto loaded = load();
  EXPECT_TRUE(
      torch::equal(loaded.network->named_parameters()["layer3.0.conv1.weight"], weight("layer3.0.conv1.weight")));
}

TEST_F(LoadNetwork, ConvertsRealNumbersOfOtherPrecision) {
  weight("layer3.0.conv1.weight") = weight("layer3.0.conv1.weight").to(at::kDouble);
  weight("bn1.weight") = weight("bn1.weight").to(at::kBFloat16);
  EXPECT_EQ(load().network->named_parameters()["bn1.weight"].scalar_type(), at::kFloat);
}

TEST_F(LoadNetwork, RefusesIntegersForWeights) {
  weight("layer3.0.conv1.weight") = weight("layer3.0.conv1.weight").to(at::kLong);
  EXPECT_THAT(why_refused(), HasSubstr("layer3.0.conv1.weight has dtype Long"));
}

TEST_F(LoadNetwork, RefusesWeightsThatAreNotFinite) {
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    weight("layer4.0.bn2.running_var")[3] = bad;
    EXPECT_THAT(why_refused(), HasSubstr("layer4.0.bn2.running_var"));
  }
}

TEST_F(LoadNetwork, RefusesAnAverageThatIsNotFinite) {
  checkpoint_.average = {{"conv1.weight", torch::full({2, 3, 3, 3}, std::nan(""))}};
  EXPECT_THAT(why_refused(), HasSubstr("NaN"));
}

// A network of width 1024 has 11 GB: a small file must not make one.
TEST_F(LoadNetwork, DoesNotBelieveAWidthThatTheWeightsDoNotHave) {
  for (const std::int64_t width : {std::int64_t{0}, std::int64_t{1}, std::int64_t{1024}, std::int64_t{1025},
                                   std::numeric_limits<std::int64_t>::max()}) {
    checkpoint_.width = width;
    EXPECT_THAT(why_refused(), HasSubstr("holds no weights of a ResNet-18")) << width;
  }
  checkpoint_.width = 1024;
  weight("conv1.weight") = torch::zeros({1024, 3, 3, 3});
  weight("linear.weight") = torch::zeros({10, 8192});
  EXPECT_THAT(why_refused(), HasSubstr("holds no weights of a ResNet-18"));
}

TEST_F(LoadNetwork, NamesAWeightOfAnotherShape) {
  weight("layer2.1.bn1.bias") = torch::zeros({5});
  EXPECT_THAT(why_refused(), HasSubstr("layer2.1.bn1.bias has shape 5"));
}

TEST_F(LoadNetwork, RefusesTheWeightsOfAnotherNetwork) {
  checkpoint_.model = {{"fc.weight", torch::zeros({10, 3})}};
  EXPECT_THAT(why_refused(), HasSubstr("holds no weights of a ResNet-18"));
}

TEST_F(LoadNetwork, RefusesAnAverageOfARunWhoseSettingsAreDamaged) {
  const ImageSet images{torch::zeros({4, 3, 32, 32}, torch::kUInt8), torch::zeros({4}, torch::kInt64)};
  checkpoint_.average = {{"conv1.weight", torch::zeros({2, 3, 3, 3})}};
  for (const std::string config : {"seed = ", "train-size = -1", "validation-size = 4", "stepsize = 1"}) {
    checkpoint_.config = config;
    auto loaded = load();
    SCOPED_TRACE(config);
    expect_error(ErrorKind::kData, {path_.string() + " holds settings that can't be used"},
                 [&] { use_average(loaded, images, {}); });
  }
}

}  // namespace
}  // namespace largestep
