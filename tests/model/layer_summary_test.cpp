#include "model/layer_summary.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "model/resnet18.h"
#include "python_reference.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

TEST(LayerSummary, ShapesParametersAndMultiplyAddsAreThoseOfAForwardPassInPython) {
  const TemporaryDirectory directory;
  const auto answer = python_reference("layer_shapes.py", {"64x32x32", "3x40x27"}, directory.path() / "layers");
  const auto cases = nlohmann::json::parse(answer.toStringRef());
  for (const auto& [name, width, height, image_width] :
       {std::tuple{"64x32x32", 64, 32, 32}, std::tuple{"3x40x27", 3, 40, 27}}) {
    const auto& expected = cases.at(name);
    std::size_t compared = 0;
    for (const auto& layer : summarise_layers(*ResNet18(ResNet18Options{.width = width}), height, image_width)) {
      const auto& other = expected.at(layer.name);
      EXPECT_EQ(layer.output_shape, other.at("shape").get<std::vector<std::int64_t>>()) << layer.name;
      EXPECT_EQ(layer.parameters, other.at("parameters").get<std::int64_t>()) << layer.name;
      EXPECT_EQ(layer.multiply_adds, other.at("multiply_adds").get<std::int64_t>()) << layer.name;
      ++compared;
    }
    EXPECT_EQ(compared, expected.size());
  }
}

TEST(LayerSummary, TheFullNetworkHasTheKnownNumberOfParameters) {
  std::int64_t parameters = 0;
  for (const auto& layer : summarise_layers(*ResNet18(), 32, 32)) parameters += layer.parameters;
  EXPECT_EQ(parameters, 11'173'962);
}

}  // namespace
}  // namespace largestep
